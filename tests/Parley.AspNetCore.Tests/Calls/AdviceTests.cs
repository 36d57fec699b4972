using System.Net;
using Microsoft.Extensions.Logging;
using Parley.AspNetCore.Tests.Hosting;
using Parley.Channels;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;
using Parley.Security;
using Parley.Transports.Tests;

namespace Parley.AspNetCore.Tests.Calls;

/// <summary>Messages of exceptions name what to look at.</summary>
public class AdviceTests
{
    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    public interface ISession
    {
        [OperationContract]
        void Touch();
    }

    [Fact]
    public async Task A_full_session_throttle_is_among_the_reasons_when_opening_takes_too_long()
    {
        await using var served = await Served<ICalculator>.OpenAsync(typeof(Calculator), Bindings.Tcp);
        var channel = (IClientChannel)served.Client();
        var error = Assert.Throws<TimeoutException>(() => channel.Open(TimeSpan.Zero));
        Assert.Contains(served.Endpoint.Address!.Uri.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("OpenTimeout", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxConcurrentSessions", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_whose_message_version_has_no_addressing_names_the_version()
    {
        static CustomBinding Binding() => new(new TextMessageEncodingBindingElement(MessageVersion.Soap11, System.Text.Encoding.UTF8), new TcpTransportBindingElement());
        await using var served = await Served<ICalculator>.OpenAsync(typeof(Calculator), Binding);
        var error = Assert.Throws<InvalidOperationException>(() => served.Client().Add(1, 2));
        Assert.Contains("has no addressing", error.Message, StringComparison.Ordinal);
        Assert.Contains("Soap12WSAddressing10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_is_announced_once()
    {
        await using var tcp = await Served<ICalculator>.OpenAsync(typeof(Calculator), Bindings.Tcp);
        await using var http = await Served<ICalculator>.OpenAsync(typeof(Calculator), Bindings.Basic);
        foreach (var served in (Served<ICalculator>[])[tcp, http])
        {
            var address = served.Endpoint.Address!.Uri.ToString();
            Assert.Single(served.Log.Entries, e => e.Level == LogLevel.Information && e.Text.Contains(address, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_request_that_is_refused_is_logged_without_its_stack()
    {
        await using var served = await Served<ICalculator>.OpenAsync(typeof(Calculator), Bindings.Basic);
        using var http = new HttpClient();
        using var content = new StringContent("<a", System.Text.Encoding.UTF8, "text/xml");
        using var response = await http.PostAsync(served.Endpoint.Address!.Uri, content).Soon();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var (level, _, text) = await served.Log.EntryAsync(101);
        Assert.Equal(LogLevel.Information, level);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        (level, _, text) = await served.Log.EntryAsync(106);
        Assert.Equal(LogLevel.Debug, level);
        Assert.Contains("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_among_the_reasons_when_a_request_is_forbidden()
    {
        static BasicHttpBinding Binding()
        {
            var binding = new BasicHttpBinding(BasicHttpSecurityMode.TransportCredentialOnly);
            binding.Security.Transport.ClientCredentialType = HttpClientCredentialType.Basic;
            return binding;
        }

        await using var served = await Served<ICalculator>.OpenAsync(typeof(Calculator), Binding, host =>
        {
            host.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
            host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new Nobody();
        });
        served.Factory.Credentials.UserName.UserName = "alice";
        served.Factory.Credentials.UserName.Password = "wrong";
        var error = Assert.Throws<MessageSecurityException>(() => served.Client().Add(1, 2));
        Assert.Contains("password may be wrong", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Advice_for_a_contract_with_sessions_over_http_names_what_there_is()
    {
        await using var factory = new ChannelFactory<ISession>(new BasicHttpBinding(), new EndpointAddress("http://localhost/x"));
        var error = Assert.Throws<InvalidOperationException>(() => factory.CreateChannel());
        Assert.Contains("NetTcpBinding", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("reliable", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_listens_the_port_is_named_and_sentences_end()
    {
        var port = FreePort.Take();
        await using var factory = new ChannelFactory<ICalculator>(Bindings.Tcp(), new EndpointAddress($"net.tcp://127.0.0.1:{port}/x"));
        var error = Assert.Throws<EndpointNotFoundException>(() => factory.CreateChannel().Add(1, 2));
        Assert.Contains($"net.tcp://127.0.0.1:{port}/x", error.Message, StringComparison.Ordinal);
        Assert.Contains(". Check the address", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("..", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_of_the_binding_is_called_by_the_bindings_name_for_it()
    {
        await using var served = await Served<IPatience>.OpenAsync(typeof(Patience), Bindings.Tcp);
        var binding = Bindings.Tcp();
        binding.SendTimeout = TimeSpan.FromMilliseconds(50);
        await using var factory = new ChannelFactory<IPatience>(binding, served.Endpoint.Address!);
        var patience = factory.CreateChannel();
        await ((IClientChannel)patience).OpenAsync(TestContext.Current.CancellationToken);
        Assert.Contains("(SendTimeout)", (await Assert.ThrowsAsync<TimeoutException>(() => patience.WaitAsync())).Message, StringComparison.Ordinal);
        ((IClientChannel)patience).Abort();

        // A timeout in the middle of sending ends the session: the other setting has one of its own.
        var other = factory.CreateChannel();
        await ((IClientChannel)other).OpenAsync(TestContext.Current.CancellationToken);
        ((IClientChannel)other).OperationTimeout = TimeSpan.FromMilliseconds(50);
        Assert.Contains("(OperationTimeout)", (await Assert.ThrowsAsync<TimeoutException>(() => other.WaitAsync())).Message, StringComparison.Ordinal);
        ((IClientChannel)other).Abort();
    }

    [ServiceContract]
    public interface IPatience
    {
        [OperationContract]
        Task WaitAsync(CancellationToken cancellationToken = default);
    }

    /// <summary>Answers when its client has gone.</summary>
    [ServiceBehavior(ConcurrencyMode = ConcurrencyMode.Multiple)]
    public sealed class Patience : IPatience
    {
        public Task WaitAsync(CancellationToken cancellationToken) => new TaskCompletionSource().Task.WaitAsync(cancellationToken);
    }

    private sealed class Nobody : UserNamePasswordValidator
    {
        public override void Validate(string userName, string password) => throw new SecurityTokenValidationException("Nobody may.");
    }
}
