using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>The transport of <see cref="Wires"/>: sessions over connections, for clients.</summary>
internal sealed class WiresTransport(Wires wires) : TransportBindingElement
{
    public override string Scheme => "wires";

    public override BindingElement Clone() => new WiresTransport(wires);

    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => typeof(TChannel) == typeof(IDuplexSessionChannel);

    public override bool CanBuildChannelListener<TChannel>(BindingContext context) => false;

    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context) =>
        (IChannelFactory<TChannel>)(object)new Factory(context.Binding, wires);

    public override T? GetProperty<T>(BindingContext context)
        where T : class =>
        typeof(T) == typeof(MessageVersion) ? (T)(object)wires.MessageVersion : base.GetProperty<T>(context);

    private sealed class Factory(Binding binding, Wires wires) : ChannelFactoryBase<IDuplexSessionChannel>(binding)
    {
        protected override TimeProvider TimeProvider => wires.Time;

        protected override IDuplexSessionChannel OnCreateChannel(EndpointAddress address, Uri via) => new WireConnection(this, wires, address, via);

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;
    }
}
