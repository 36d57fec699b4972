namespace Parley.AspNetCore.Tests.Hosting;

public class ReentrancyTests
{
    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required, CallbackContract = typeof(IMember))]
    public interface ICouncil
    {
        [OperationContract]
        Task JoinAsync(int n);

        [OperationContract]
        Task<int> VoteAsync();

        [OperationContract]
        Task<int> CountAsync();
    }

    public interface IMember
    {
        [OperationContract]
        Task<int> AskAsync();
    }

    [Fact]
    public async Task Calls_of_one_operation_that_overlap_leave_the_object_free_until_the_last_one_is_back()
    {
        var council = new Council();
        await using var served = await Served<ICouncil>.OpenAsync(council, Bindings.Tcp);
        var quick = new Member();
        var slow = new Member();
        await using var quickFactory = new DuplexChannelFactory<ICouncil>(new InstanceContext(quick), Bindings.Tcp(), served.Endpoint.Address!);
        await using var slowFactory = new DuplexChannelFactory<ICouncil>(new InstanceContext(slow), Bindings.Tcp(), served.Endpoint.Address!);
        var first = quickFactory.CreateChannel();
        var second = slowFactory.CreateChannel();
        await first.JoinAsync(0).Soon();
        await second.JoinAsync(1).Soon();

        // The second member asks the council itself before it answers, again and again while the first answer comes in.
        quick.Answer = () => Task.FromResult(1);
        slow.Answer = async () =>
        {
            var count = 0;
            for (var i = 0; i < 100; i++)
            {
                count = await first.CountAsync();
            }

            return count + 10;
        };
        Assert.Equal(13, await first.VoteAsync().Soon());
    }

    [Fact]
    public async Task Under_contention_a_reentrant_object_still_takes_one_call_at_a_time()
    {
        var council = new Council();
        await using var served = await Served<ICouncil>.OpenAsync(council, Bindings.Tcp);
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var member = new Member
        {
            Answer = () =>
            {
                asked.TrySetResult();
                return answer.Task;
            },
        };
        await using var factory = new DuplexChannelFactory<ICouncil>(new InstanceContext(member), Bindings.Tcp(), served.Endpoint.Address!);
        var voter = factory.CreateChannel();
        await voter.JoinAsync(0).Soon();
        var vote = voter.VoteAsync();
        await asked.Task.Soon();

        // While the vote is out, one call has the object and others wait for it.
        council.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, 4).Select(_ => factory.CreateChannel()).ToArray();
        var counts = callers.Select(caller => caller.CountAsync()).ToArray();
        await council.Entered.Task.Soon();
        answer.SetResult(1);
        council.Gate.SetResult();
        Assert.Equal(1, await vote.Soon());
        await Task.WhenAll(counts).Soon();
        Assert.Equal(1, council.Most);
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Reentrant)]
    public sealed class Council : ICouncil
    {
        private readonly SortedList<int, IMember> _members = [];
        private int _inside;

        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource? Gate { get; set; }

        public int Most { get; private set; }

        public Task JoinAsync(int n)
        {
            _members.Add(n, OperationContext.Current!.GetCallbackChannel<IMember>());
            return Task.CompletedTask;
        }

        public async Task<int> VoteAsync()
        {
            var votes = await Task.WhenAll(_members.Select(member => member.Value.AskAsync()));
            Enter();
            _inside--;
            return votes.Sum();
        }

        public async Task<int> CountAsync()
        {
            Enter();
            Entered.TrySetResult();
            if (Gate is { } gate)
            {
                await gate.Task;
            }

            _inside--;
            return _members.Count;
        }

        private void Enter() => Most = Math.Max(Most, ++_inside);
    }

    private sealed class Member : IMember
    {
        public Func<Task<int>> Answer { get; set; } = () => Task.FromResult(0);

        public Task<int> AskAsync() => Answer();
    }
}
