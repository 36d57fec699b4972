using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class FirstCallOrderTests
{
    private static readonly string[] s_numbers = [.. Enumerable.Range(0, 32).Select(i => $"{i}")];

    [Theory]
    [InlineData(typeof(IDuplexSessionChannel))]
    [InlineData(typeof(IOutputSessionChannel))]
    public async Task Calls_that_wait_for_the_open_are_sent_in_the_order_in_which_they_were_made(Type shape)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = Wire.EchoPeer();
        peer.OnOpen = _ => new ValueTask(gate.Task);
        await using var factory = Wire.Factory<ITold>(peer, shape);
        var proxy = factory.CreateChannel();
        var calls = s_numbers.Select(proxy.TellAsync).ToArray();
        gate.SetResult();
        await Task.WhenAll(calls).Soon();
        Assert.Equal(s_numbers, Bodies(peer));
    }

    [Fact]
    public async Task The_order_holds_for_an_open_of_the_user_on_a_thread_with_a_synchronization_context()
    {
        var gate = new TaskCompletionSource();
        var peer = Wire.EchoPeer();
        peer.OnOpen = _ => new ValueTask(gate.Task);
        await using var factory = Wire.Factory<ITold>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var open = ((IClientChannel)proxy).OpenAsync().AsTask();
        var calls = s_numbers.Select(proxy.TellAsync).ToArray();
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
            gate.SetResult();
        });
        thread.Start();
        await open.Soon();
        await Task.WhenAll(calls).Soon();

        // This may be that thread itself.
        await Task.Run(thread.Join).Soon();
        Assert.Equal(s_numbers, Bodies(peer));
    }

    [Fact]
    public async Task A_caller_who_goes_on_after_its_first_call_does_not_hold_up_the_next_one()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = Wire.EchoPeer();
        peer.OnOpen = _ => new ValueTask(gate.Task);
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        Task<string>? second = null;
        async Task FirstAsync()
        {
            await proxy.NotifyAsync2("1").ConfigureAwait(false);
            second!.Soon().GetAwaiter().GetResult();
        }

        var first = FirstAsync();
        second = proxy.EchoLaterAsync("2", default);
        gate.SetResult();
        await first.Soon();
        Assert.Equal("2", await second.Soon());
    }

    [Fact]
    public async Task A_handler_of_Opened_may_call_before_the_calls_that_wait()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = Wire.EchoPeer();
        peer.OnOpen = _ => new ValueTask(gate.Task);
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        ((IClientChannel)proxy).Opened += (_, _) => proxy.Echo("log in");
        var call = proxy.EchoLaterAsync("work", default);
        gate.SetResult();
        Assert.Equal("work", await call.Soon());
        Assert.Equal(["log in", "work"], Bodies(peer));
    }

    [Fact]
    public async Task A_call_behind_one_that_ends_the_session_is_refused()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = Wire.EchoPeer();
        peer.OnOpen = _ => new ValueTask(gate.Task);
        await using var factory = Wire.Factory<IBasket>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var open = ((IClientChannel)proxy).OpenAsync().AsTask();
        var start = proxy.StartAsync("a");
        var open2 = ((IClientChannel)proxy).State;
        Assert.Equal(CommunicationState.Opening, open2);
        var end = proxy.CheckOutAsync();
        var late = proxy.AddAsync("b");
        gate.SetResult();
        await open.Soon();
        await start.Soon();
        await end.Soon();
        await Assert.ThrowsAsync<InvalidOperationException>(() => late.Soon());
    }

    private static string[] Bodies(MemoryPeer peer) =>
        [.. peer.Requests.Select(buffer => buffer.CreateMessage().GetBody<string>())];

    [ServiceContract(Namespace = "urn:test")]
    public interface ITold
    {
        [OperationContract(IsOneWay = true)]
        Task TellAsync(string text);
    }
}
