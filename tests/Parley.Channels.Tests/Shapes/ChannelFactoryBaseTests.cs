namespace Parley.Channels.Tests.Shapes;

public sealed class ChannelFactoryBaseTests
{
    [Fact]
    public async Task A_closed_factory_has_closed_its_channels()
    {
        var factory = new ProbeFactory();
        await factory.OpenAsync();
        var channel = factory.CreateChannel(new EndpointAddress("probe://here"));
        await ((CommunicationObject)channel).OpenAsync();
        await factory.CloseAsync();
        Assert.Equal(CommunicationState.Closed, channel.State);
    }

    [Fact]
    public async Task A_channel_that_is_made_while_the_factory_is_aborted_is_aborted_too()
    {
        var factory = new ProbeFactory { AbortsWhileItCreates = true };
        await factory.OpenAsync();
        var channel = factory.CreateChannel(new EndpointAddress("probe://here"));
        Assert.Equal(CommunicationState.Closed, channel.State);
    }

    [Fact]
    public void A_factory_that_is_not_open_makes_no_channels() =>
        Assert.Throws<InvalidOperationException>(() => new ProbeFactory().CreateChannel(new EndpointAddress("probe://here")));

    private sealed class ProbeFactory : ChannelFactoryBase<IChannel>
    {
        public bool AbortsWhileItCreates { get; init; }

        protected override IChannel OnCreateChannel(EndpointAddress address, Uri via)
        {
            if (AbortsWhileItCreates)
            {
                Abort();
            }

            return new ProbeChannel(this);
        }

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;
    }

    private sealed class ProbeChannel(ChannelManagerBase manager) : ChannelBase(manager)
    {
        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => default;

        protected override void OnAbort()
        {
        }
    }
}
