namespace Parley.Channels.Framing;

/// <summary>Makes a client's channels of streamed requests and replies.</summary>
internal sealed class FramingRequestChannelFactory(ConnectionOrientedTransportBindingElement element, BindingContext context)
    : FramingChannelFactory<IRequestChannel>(element, context)
{
    protected override IRequestChannel Create(EndpointAddress address, Uri via) =>
        new FramingRequestChannel(this, Settings, Connector, address, via);
}
