using Parley.Channels;
using Parley.Tests.Client.Memory;
using Parley.Tests.Dispatch.Memory;

namespace Parley.Tests.Dispatch;

/// <summary>A session whose calls run one after the other notices all the same that its client is gone.</summary>
public class LookAheadTests
{
    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    public interface ISteps
    {
        [OperationContract(Action = "urn:wait")]
        Task WaitAsync(CancellationToken cancellationToken);

        [OperationContract(Action = "urn:block")]
        void Block(CancellationToken cancellationToken);

        [OperationContract(Action = "urn:watch")]
        Task WatchAsync();

        [OperationContract(Action = "urn:step")]
        Task StepAsync();
    }

    [Theory]
    [InlineData("urn:wait")]
    [InlineData("urn:block")]
    [InlineData("urn:watch")]
    public async Task A_call_of_an_ordered_session_learns_in_the_middle_that_its_client_is_gone(string action)
    {
        var steps = new Steps();
        var backlog = new SessionTransport.Backlog();
        await using var host = await OpenAsync(steps, backlog);
        var session = backlog.Connect();
        _ = session.SendAsync(Request(action));
        await steps.Entered.Task.Soon();
        session.Break();
        await steps.Gone.Task.Soon();
    }

    [Fact]
    public async Task One_message_is_read_ahead_and_waits_for_its_turn()
    {
        var steps = new Steps();
        var backlog = new SessionTransport.Backlog();
        await using var host = await OpenAsync(steps, backlog);
        var session = backlog.Connect();
        var calls = Enumerable.Range(0, 3).Select(_ => session.SendAsync(Request("urn:step"))).ToArray();
        await session.Receives(2).Soon();
        Assert.Equal(1, steps.Begun);
        Assert.False(session.Receives(3).IsCompleted);
        for (var i = 0; i < calls.Length; i++)
        {
            await steps.Step(i).Soon();
            Assert.Equal(i + 1, steps.Begun);
            steps.Finish(i);
            Assert.False((await calls[i].Soon())!.IsFault);
        }

        session.End();
        await host.CloseAsync().Soon();
    }

    [Fact]
    public async Task A_message_that_was_read_ahead_of_an_aborted_session_is_dropped()
    {
        var steps = new Steps();
        var backlog = new SessionTransport.Backlog();
        await using var host = await OpenAsync(steps, backlog);
        var session = backlog.Connect();
        var first = session.SendAsync(Request("urn:step"));
        var second = session.SendAsync(Request("urn:step"));
        await session.Receives(2).Soon();
        await steps.Step(0).Soon();
        steps.Channel!.Abort();
        steps.Finish(0);
        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => second.Soon());
        Assert.Equal(1, steps.Begun);
    }

    private static Task<MemoryService> OpenAsync(Steps steps, SessionTransport.Backlog backlog) =>
        MemoryService.OpenAsync(steps, typeof(ISteps), new SessionTransport(typeof(IReplySessionChannel), backlog));

    private static Message Request(string action) => Message.CreateMessage(MessageVersion.Soap12WSAddressing10, action);

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    private sealed class Steps : ISteps
    {
        private readonly TaskCompletionSource[] _begun = [New(), New(), New()];
        private readonly TaskCompletionSource[] _finish = [New(), New(), New()];
        private int _steps;

        public TaskCompletionSource Entered { get; } = New();

        public TaskCompletionSource Gone { get; } = New();

        public IContextChannel? Channel { get; private set; }

        public int Begun => Volatile.Read(ref _steps);

        public Task Step(int n) => _begun[n].Task;

        public void Finish(int n) => _finish[n].SetResult();

        public async Task WaitAsync(CancellationToken cancellationToken)
        {
            await using var registration = cancellationToken.Register(() => Gone.TrySetResult());
            Entered.TrySetResult();
            await Gone.Task;
        }

        public void Block(CancellationToken cancellationToken)
        {
            Entered.TrySetResult();
            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
            if (cancellationToken.IsCancellationRequested)
            {
                Gone.TrySetResult();
            }
        }

        public async Task WatchAsync()
        {
            OperationContext.Current!.Channel.Faulted += (_, _) => Gone.TrySetResult();
            Entered.TrySetResult();
            await Gone.Task;
        }

        public async Task StepAsync()
        {
            Channel = OperationContext.Current!.Channel;
            var n = Interlocked.Increment(ref _steps) - 1;
            _begun[n].SetResult();
            await _finish[n].Task;
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
