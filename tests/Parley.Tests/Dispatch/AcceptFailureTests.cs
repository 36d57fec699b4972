using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Tests.Client.Memory;
using Parley.Tests.Dispatch.Memory;

namespace Parley.Tests.Dispatch;

/// <summary>A transport of a user's own whose accepts fail.</summary>
public class AcceptFailureTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface INote
    {
        [OperationContract(Action = "urn:note", IsOneWay = true)]
        void Note();
    }

    [Fact]
    public async Task An_accept_that_fails_is_tried_again_after_a_while_that_grows_and_the_host_goes_on()
    {
        var time = new ManualTime();
        var log = new Log();
        var notes = new Notes();
        var backlog = new SessionTransport.Backlog();
        backlog.Failures.Enqueue(new FormatException("one"));
        backlog.Failures.Enqueue(new ObjectDisposedException("two"));
        await using var host = await MemoryService.OpenAsync(
            notes,
            typeof(INote),
            new SessionTransport(typeof(IInputSessionChannel), backlog),
            opening =>
            {
                opening.Clock = time;
                opening.LoggerFactory = log;
            });

        Assert.Contains("00:00:00.1", await log.NextAsync(), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Contains("00:00:00.2", await log.NextAsync(), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMilliseconds(200));

        var session = backlog.Connect();
        _ = session.SendAsync(Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:note"));
        await notes.Noted.Task.Soon();
        Assert.Equal(CommunicationState.Opened, host.State);
        session.End();
        await host.CloseAsync().Soon();
    }

    [Fact]
    public async Task A_listener_that_faults_faults_its_host()
    {
        var backlog = new SessionTransport.Backlog { FailuresAreFaults = true };
        backlog.Failures.Enqueue(new FormatException("over"));
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var host = await MemoryService.OpenAsync(
            new Notes(),
            typeof(INote),
            new SessionTransport(typeof(IInputSessionChannel), backlog),
            opening => opening.Faulted += (_, _) => faulted.TrySetResult());
        backlog.Connect();

        await faulted.Task.Soon();
        Assert.Equal(CommunicationState.Faulted, host.State);
        host.Abort();
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    private sealed class Notes : INote
    {
        internal TaskCompletionSource Noted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Note() => Noted.TrySetResult();
    }

    /// <summary>The warnings about accepting.</summary>
    private sealed class Log : ILoggerFactory, ILogger
    {
        private readonly Channel<string> _warnings = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public async Task<string> NextAsync()
        {
            var next = _warnings.Reader.ReadAsync().AsTask();
            return await next.WaitAsync(TimeSpan.FromSeconds(30));
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 2014)
            {
                _warnings.Writer.TryWrite(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
