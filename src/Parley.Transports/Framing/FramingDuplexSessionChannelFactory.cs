namespace Parley.Channels.Framing;

/// <summary>Makes a client's sessions.</summary>
internal sealed class FramingDuplexSessionChannelFactory(ConnectionOrientedTransportBindingElement element, BindingContext context)
    : FramingChannelFactory<IDuplexSessionChannel>(element, context)
{
    protected override IDuplexSessionChannel Create(EndpointAddress address, Uri via) =>
        new ClientFramingDuplexSessionChannel(this, Settings, Connector, address, via);
}
