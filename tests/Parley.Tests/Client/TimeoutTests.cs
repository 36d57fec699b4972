using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class TimeoutTests
{
    [Theory]
    [InlineData(typeof(IRequestChannel))]
    [InlineData(typeof(IDuplexSessionChannel))]
    public async Task A_call_that_takes_too_long_names_the_setting_the_operation_and_the_address(Type shape)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = new MemoryPeer
        {
            Answer = _ =>
            {
                asked.TrySetResult();
                return new ValueTask<Message?>(new TaskCompletionSource<Message?>().Task);
            },
        };
        var time = new ManualTime();
        await using var factory = Wire.Factory<IEcho>(peer, shape);
        factory.Endpoint.Behaviors.Add(new ClockBehavior(time));
        var proxy = factory.CreateChannel();
        ((IContextChannel)proxy).OperationTimeout = TimeSpan.FromSeconds(7);

        var call = proxy.EchoLaterAsync("x", default);
        await asked.Task.Soon();
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.False(call.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => call.Soon());
        Assert.Contains("OperationTimeout", error.Message, StringComparison.Ordinal);
        Assert.Contains("00:00:07", error.Message, StringComparison.Ordinal);
        Assert.Contains("'EchoLater'", error.Message, StringComparison.Ordinal);
        Assert.Contains(Wire.Address.Uri.ToString(), error.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Opened, ((IClientChannel)proxy).State);
    }

    [Fact]
    public async Task The_operation_timeout_is_the_bindings_send_timeout_until_it_is_set()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        factory.Endpoint.Binding!.SendTimeout = TimeSpan.FromSeconds(11);
        var channel = (IContextChannel)factory.CreateChannel();
        Assert.Equal(TimeSpan.FromSeconds(11), channel.OperationTimeout);
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.OperationTimeout = TimeSpan.FromSeconds(-5));
        channel.OperationTimeout = TimeSpan.MaxValue;
        Assert.Equal("x", ((IEcho)channel).Echo("x"));
    }

    [Fact]
    public async Task Opening_takes_its_share_of_the_calls_time()
    {
        var opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = Wire.EchoPeer();
        peer.OnOpen = async token =>
        {
            opening.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
        };
        var time = new ManualTime();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        factory.Endpoint.Behaviors.Add(new ClockBehavior(time));
        var proxy = factory.CreateChannel();
        ((IContextChannel)proxy).OperationTimeout = TimeSpan.FromSeconds(5);
        var call = proxy.EchoLaterAsync("x", default);
        await opening.Task.Soon();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Contains("OperationTimeout", (await Assert.ThrowsAsync<TimeoutException>(() => call.Soon())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_was_used_before_does_not_end_the_next_call()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        var proxy = factory.CreateChannel();
        using var source = new CancellationTokenSource();
        Assert.Equal("a", await proxy.EchoLaterAsync("a", source.Token).Soon());
        await source.CancelAsync();
        Assert.Equal("b", await proxy.EchoLaterAsync("b", default).Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => proxy.EchoLaterAsync("c", source.Token).Soon());
        Assert.Equal("d", await proxy.EchoLaterAsync("d", default).Soon());
    }
}
