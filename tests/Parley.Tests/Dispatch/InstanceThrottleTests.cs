using Parley.Channels;
using Parley.Description;
using Parley.Tests.Client.Memory;
using Parley.Tests.Dispatch.Memory;

namespace Parley.Tests.Dispatch;

public class InstanceThrottleTests
{
    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    public interface IRoom
    {
        [OperationContract(Action = "urn:enter")]
        void Enter();
    }

    [Fact]
    public async Task All_calls_of_a_concurrent_session_wait_until_there_is_room_for_its_instance()
    {
        var backlog = new SessionTransport.Backlog();
        await using var host = await MemoryService.OpenAsync(
            typeof(Room),
            typeof(IRoom),
            new SessionTransport(typeof(IReplySessionChannel), backlog),
            host => host.Description.Behaviors.Add(new ServiceThrottlingBehavior { MaxConcurrentInstances = 1 }));
        var first = backlog.Connect();
        await EnterAsync(first).Soon();
        var second = backlog.Connect();
        var calls = new[] { EnterAsync(second), EnterAsync(second) };

        // The fault to a message that no operation takes comes after both calls have been looked at.
        Assert.True((await second.SendAsync(Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:none")).Soon())!.IsFault);
        Assert.Equal(1, Room.Entered);
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        first.End();
        await Task.WhenAll(calls).Soon();
        Assert.Equal(3, Room.Entered);
        second.End();
        await host.CloseAsync().Soon();
    }

    private static async Task EnterAsync(SessionTransport.ClientSession session) =>
        Assert.False((await session.SendAsync(Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:enter")))!.IsFault);

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession, ConcurrencyMode = ConcurrencyMode.Multiple)]
    private sealed class Room : IRoom
    {
        private static int s_entered;

        internal static int Entered => Volatile.Read(ref s_entered);

        public void Enter() => Interlocked.Increment(ref s_entered);
    }
}
