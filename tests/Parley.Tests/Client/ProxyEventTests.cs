using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class ProxyEventTests
{
    [Fact]
    public async Task The_sender_of_a_proxys_events_is_the_proxy()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        var proxy = factory.CreateChannel();
        var channel = (IClientChannel)proxy;
        var senders = new List<object?>();
        void Note(object? sender, EventArgs e) => senders.Add(sender);
        channel.Opening += Note;
        channel.Opened += Note;
        channel.Closing += Note;
        channel.Closed += Note;
        channel.Opening -= Note;
        await channel.OpenAsync().Soon();
        await channel.CloseAsync().Soon();
        Assert.Equal([proxy, proxy, proxy], senders);
    }

    [Fact]
    public async Task A_closed_proxy_drops_out_of_the_outgoing_channels_of_an_instance_context()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        var proxy = (IClientChannel)factory.CreateChannel();
        await proxy.OpenAsync().Soon();
        var context = new InstanceContext(new object());
        context.OutgoingChannels.Add(proxy);
        Assert.Single(context.OutgoingChannels);
        await proxy.CloseAsync().Soon();
        Assert.Empty(context.OutgoingChannels);
    }

    [Fact]
    public async Task A_factory_whose_close_is_given_up_leaves_no_channel_open()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var channels = new[] { (IClientChannel)factory.CreateChannel(), (IClientChannel)factory.CreateChannel(), (IClientChannel)factory.CreateChannel() };
        foreach (var channel in channels)
        {
            await channel.OpenAsync().Soon();
        }

        foreach (var session in peer.Sessions)
        {
            session.EndsWithClient = false;
        }

        using var source = new CancellationTokenSource();
        var close = factory.CloseAsync(source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => close.Soon());
        Assert.All(channels, channel => Assert.Equal(CommunicationState.Closed, channel.State));
    }
}
