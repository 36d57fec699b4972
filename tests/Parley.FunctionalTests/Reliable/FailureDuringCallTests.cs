using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.FunctionalTests.Framing;

namespace Parley.FunctionalTests.Reliable;

/// <summary>A session that fails while an operation runs, and others wait behind it.</summary>
public sealed class FailureDuringCallTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IWork
    {
        [OperationContract(IsOneWay = true)]
        Task WaitAsync(CancellationToken cancellationToken);

        [OperationContract(IsOneWay = true)]
        Task PutAsync(int number);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_runs_when_the_session_fails_is_told_at_once_and_what_was_delivered_runs_after_it()
    {
        var work = new Work();
        await using var host = new ServiceHost(work) { LoggerFactory = NullLoggerFactory.Instance };
        var endpoint = host.AddServiceEndpoint(typeof(IWork), new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true), "net.tcp://127.0.0.1:0/work");
        await host.OpenAsync(Token);
        await using var factory = new ChannelFactory<IWork>(new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true));
        var client = factory.CreateChannel(new EndpointAddress(endpoint.ListenUri!));
        await client.WaitAsync(Token).WaitAsync(_guard, Token);
        await work.Waits.WaitAsync(_guard, Token);
        for (var number = 1; number <= 3; number++)
        {
            await client.PutAsync(number).WaitAsync(_guard, Token);
        }

        var monitor = ((IClientChannel)client).GetProperty<IReliableSessionMonitor>()!;
        await FramingHost.UntilAsync(
            () => monitor.GetSessions().Any(session => session.RemoteAddress == endpoint.ListenUri && session.MessagesAcknowledged == 4), "the acknowledgement");
        ((IClientChannel)client).Abort();

        await work.Told.WaitAsync(_guard, Token);
        await work.HasAll.WaitAsync(_guard, Token);
        host.Abort();
        factory.Abort();
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    private sealed class Work : IWork
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _hasAll = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waits => _waits.Task;

        public Task Told => _told.Task;

        public Task HasAll => _hasAll.Task;

        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            _waits.TrySetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                _told.TrySetResult();
            }
        }

        public Task PutAsync(int number)
        {
            if (number == 3)
            {
                _hasAll.TrySetResult();
            }

            return Task.CompletedTask;
        }
    }
}
