using Parley.Channels;
using Parley.Interop.Tests.Peers;
using Parley.Transports.Tests;

namespace Parley.Interop.Tests;

/// <summary>A service that is killed without a word, and the clients of its reliable sessions.</summary>
public sealed class ServiceKilledTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Scenario_13_the_clients_of_a_killed_service_are_told_which_setting_ran_out_in_bounded_time()
    {
        using var folder = new TemporaryFolder();
        var (http, tcp) = (FreePort.TakeText(), FreePort.TakeText());
        var host = await StartAsync(folder, http, tcp);
        await using (host)
        {
            Client[] clients =
            [
                await Client.OpenAsync(Http(8, 3), $"http://127.0.0.1:{http}/ws2007/rm/session"),
                await Client.OpenAsync(Tcp(8, 3), $"net.tcp://127.0.0.1:{tcp}/tcp/rm/session"),
                await Client.OpenAsync(Http(2, 600), $"http://127.0.0.1:{http}/ws2007/rm/session"),
                await Client.OpenAsync(Tcp(2, 600), $"net.tcp://127.0.0.1:{tcp}/tcp/rm/session"),
            ];
            await host.DisposeAsync();

            await Task.WhenAll(
                clients[0].FailsAsync<CommunicationException>("InactivityTimeout"),
                clients[1].FailsAsync<CommunicationException>("InactivityTimeout"),
                clients[2].FailsAsync<CommunicationException>("MaxRetryCount"),
                clients[3].FailsAsync<CommunicationException>("MaxRetryCount")).WaitAsync(s_guard);
        }
    }

    [Fact]
    public async Task Scenario_13_the_clients_of_a_service_that_was_killed_and_started_again_hear_that_their_session_is_gone()
    {
        using var folder = new TemporaryFolder();
        var (http, tcp) = (FreePort.TakeText(), FreePort.TakeText());
        Client[] clients;
        await using (await StartAsync(folder, http, tcp))
        {
            clients =
            [
                await Client.OpenAsync(new WS2007HttpBinding(SecurityMode.None, true), $"http://127.0.0.1:{http}/ws2007/rm/session"),
                await Client.OpenAsync(new WSHttpBinding(SecurityMode.None, true), $"http://127.0.0.1:{http}/ws/rm/session"),
                await Client.OpenAsync(new NetTcpBinding(SecurityMode.None, true), $"net.tcp://127.0.0.1:{tcp}/tcp/rm/session"),
            ];
        }

        await using (await StartAsync(folder, http, tcp))
        {
            await Task.WhenAll(clients.Select(client => client.FailsAsync<CommunicationException>("UnknownSequence"))).WaitAsync(s_guard);
        }
    }

    private static Task<PeerProcess> StartAsync(TemporaryFolder folder, string http, string tcp) => PeerProcess.StartServiceAsync(
        ParleyPrograms.Host, "--http", http, "--tcp", tcp, "--pipes", folder.Path, "--certificates", folder.In("certificates"));

    private static CustomBinding Http(int retries, int seconds) => With(new WS2007HttpBinding(SecurityMode.None, true), retries, seconds);

    private static CustomBinding Tcp(int retries, int seconds) => With(new NetTcpBinding(SecurityMode.None, true), retries, seconds);

    private static CustomBinding With(Binding binding, int retries, int seconds)
    {
        var elements = binding.CreateBindingElements();
        var element = elements.Find<ReliableSessionBindingElement>()!;
        element.MaxRetryCount = retries;
        element.InactivityTimeout = TimeSpan.FromSeconds(seconds);
        return new CustomBinding(elements);
    }

    /// <summary>A session that has been used.</summary>
    private sealed class Client
    {
        private readonly ICalculatorSession _session;
        private readonly TaskCompletionSource _faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Client(ICalculatorSession session)
        {
            _session = session;
            ((ICommunicationObject)session).Faulted += (_, _) => _faulted.TrySetResult();
        }

        public static async Task<Client> OpenAsync(Binding binding, string address)
        {
            var client = new Client(new ChannelFactory<ICalculatorSession>(binding, new EndpointAddress(address)).CreateChannel());
            await Task.Run(() =>
            {
                client._session.Start();
                client._session.AddTo(2);
                Assert.Equal(2, client._session.Result());
            });
            return client;
        }

        /// <summary>A call fails, and whoever watches the session hears of it.</summary>
        public async Task FailsAsync<TException>(string what)
            where TException : Exception
        {
            var exception = await Assert.ThrowsAnyAsync<TException>(() => Task.Run(_session.Result));
            Assert.Contains(what, exception.ToString(), StringComparison.Ordinal);
            await _faulted.Task;
            Assert.Equal(CommunicationState.Faulted, ((ICommunicationObject)_session).State);
            ((ICommunicationObject)_session).Abort();
        }
    }
}
