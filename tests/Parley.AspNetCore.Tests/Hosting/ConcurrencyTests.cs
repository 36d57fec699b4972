namespace Parley.AspNetCore.Tests.Hosting;

public class ConcurrencyTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IRoom
    {
        [OperationContract]
        Task<int> StayAsync(int n);
    }

    public static TheoryData<string> AllBindings => ["tcp", "ws"];

    [Theory]
    [MemberData(nameof(AllBindings))]
    public async Task With_single_concurrency_a_shared_object_takes_one_call_at_a_time(string binding)
    {
        var room = new SingleRoom();
        await using var served = await Served<IRoom>.OpenAsync(room, () => Bindings.Of(binding));
        var first = served.Client().StayAsync(0);
        await room.Entered[0].Task.Soon();
        var second = served.Client().StayAsync(1);
        var third = served.Client().StayAsync(2);
        room.Leave[1].TrySetResult();
        room.Leave[2].TrySetResult();
        Assert.False(room.Entered[1].Task.IsCompleted || room.Entered[2].Task.IsCompleted);
        room.Leave[0].TrySetResult();
        await Task.WhenAll(first, second, third).Soon();
        Assert.Equal(1, room.Most);
    }

    [Theory]
    [MemberData(nameof(AllBindings))]
    public async Task With_multiple_concurrency_a_shared_object_takes_calls_at_once_even_of_one_client(string binding)
    {
        var room = new MultipleRoom();
        await using var served = await Served<IRoom>.OpenAsync(room, () => Bindings.Of(binding));
        var client = served.Client();
        Task[] calls = [client.StayAsync(0), client.StayAsync(1), client.StayAsync(2)];
        await Task.WhenAll(room.Entered[0].Task, room.Entered[1].Task, room.Entered[2].Task).Soon();
        foreach (var leave in room.Leave)
        {
            leave.TrySetResult();
        }

        await Task.WhenAll(calls).Soon();
        Assert.Equal(3, room.Most);
    }

    [Fact]
    public async Task A_session_of_single_concurrency_runs_its_messages_in_their_order()
    {
        var room = new SingleRoom();
        await using var served = await Served<IRoom>.OpenAsync(room, Bindings.Tcp);
        var client = served.Client();
        await ((IClientChannel)client).OpenAsync();
        Task[] calls = [client.StayAsync(0), client.StayAsync(1), client.StayAsync(2)];
        foreach (var leave in room.Leave)
        {
            leave.TrySetResult();
        }

        await Task.WhenAll(calls).Soon();
        Assert.Equal([0, 1, 2], room.Order);
    }

    public abstract class Room : IRoom
    {
        private int _inside;

        public TaskCompletionSource[] Entered { get; } = [New(), New(), New()];

        public TaskCompletionSource[] Leave { get; } = [New(), New(), New()];

        public List<int> Order { get; } = [];

        public int Most { get; private set; }

        public async Task<int> StayAsync(int n)
        {
            lock (Order)
            {
                Order.Add(n);
                Most = Math.Max(Most, ++_inside);
            }

            Entered[n].TrySetResult();
            await Leave[n].Task;
            lock (Order)
            {
                _inside--;
            }

            return n;
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    public sealed class SingleRoom : Room;

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single, ConcurrencyMode = ConcurrencyMode.Multiple)]
    public sealed class MultipleRoom : Room;
}
