using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class OpeningTests
{
    [Fact]
    public async Task The_first_call_opens_the_channel_and_concurrent_first_calls_open_it_once()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = Wire.EchoPeer();
        peer.OnOpen = _ => new ValueTask(gate.Task);
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var channel = (IClientChannel)proxy;
        Assert.Equal(CommunicationState.Created, channel.State);

        var calls = Enumerable.Range(0, 8).Select(i => proxy.EchoLaterAsync($"{i}", default)).ToArray();
        Assert.Equal(CommunicationState.Opening, channel.State);
        gate.SetResult();

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7"], await Task.WhenAll(calls).Soon());
        Assert.Equal(CommunicationState.Opened, channel.State);
        Assert.Equal(1, peer.Opens);
    }

    [Fact]
    public async Task A_call_waits_for_an_open_that_the_user_has_begun()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = Wire.EchoPeer();
        peer.OnOpen = _ => new ValueTask(gate.Task);
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        var proxy = factory.CreateChannel();
        var open = ((IClientChannel)proxy).OpenAsync();
        var call = proxy.EchoLaterAsync("x", default);
        Assert.False(call.IsCompleted);
        gate.SetResult();
        await open.Soon();
        Assert.Equal("x", await call.Soon());
        Assert.Equal(1, peer.Opens);
    }

    [Fact]
    public async Task Explicit_open_raises_the_events_in_order()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        var channel = (IClientChannel)factory.CreateChannel();
        var events = new List<string>();
        channel.Opening += (_, _) => events.Add("Opening");
        channel.Opened += (_, _) => events.Add("Opened");
        channel.Closing += (_, _) => events.Add("Closing");
        channel.Closed += (_, _) => events.Add("Closed");
        await channel.OpenAsync().Soon();
        await channel.CloseAsync().Soon();
        Assert.Equal(["Opening", "Opened", "Closing", "Closed"], events);
    }

    [Fact]
    public async Task Every_call_that_waits_for_the_open_sees_why_it_failed()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = Wire.EchoPeer();
        peer.OnOpen = async _ =>
        {
            await gate.Task;
            throw new EndpointNotFoundException("nobody there");
        };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var faulted = 0;
        ((IClientChannel)proxy).Faulted += (_, _) => faulted++;
        var calls = new[] { proxy.EchoLaterAsync("a", default), proxy.EchoLaterAsync("b", default) };
        gate.SetResult();
        foreach (var call in calls)
        {
            Assert.Equal("nobody there", (await Assert.ThrowsAsync<EndpointNotFoundException>(() => call.Soon())).Message);
        }

        Assert.Equal(1, faulted);
        Assert.Equal(CommunicationState.Faulted, ((IClientChannel)proxy).State);
        Assert.Throws<CommunicationObjectFaultedException>(() => proxy.Echo("c"));
    }

    [Fact]
    public async Task A_call_that_is_given_up_while_the_channel_opens_does_not_spoil_the_open()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var peer = Wire.EchoPeer();
        peer.OnOpen = _ => new ValueTask(gate.Task);
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        var proxy = factory.CreateChannel();
        using var source = new CancellationTokenSource();
        var impatient = proxy.EchoLaterAsync("a", source.Token);
        var patient = proxy.EchoLaterAsync("b", default);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.Soon());
        gate.SetResult();
        Assert.Equal("b", await patient.Soon());
    }

    [Fact]
    public async Task Channel_initializers_see_the_proxy_before_it_opens()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        var seen = new List<(object, CommunicationState, int)>();
        factory.Endpoint.Behaviors.Add(new RuntimeBehavior(runtime =>
            runtime.ChannelInitializers.Add(new Initializer(channel => seen.Add((channel, channel.State, peer.Opens))))));
        var proxy = factory.CreateChannel();
        proxy.Echo("x");
        proxy.Echo("y");
        var only = Assert.Single(seen);
        Assert.Same(proxy, only.Item1);
        Assert.Equal((CommunicationState.Opening, 0), (only.Item2, only.Item3));
    }

    private sealed class Initializer(Action<IClientChannel> action) : Dispatcher.IChannelInitializer
    {
        public void Initialize(IClientChannel channel) => action(channel);
    }
}
