using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>The transport of <see cref="Wires"/>: sessions over connections, for clients.</summary>
internal sealed class WiresTransport(Wires wires) : TransportBindingElement
{
    public override string Scheme => "wires";

    public override BindingElement Clone() => new WiresTransport(wires);

    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) =>
        typeof(TChannel) == (wires.HasSessions ? typeof(IDuplexSessionChannel) : typeof(IDuplexChannel));

    public override bool CanBuildChannelListener<TChannel>(BindingContext context) => false;

    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context) =>
        wires.HasSessions
            ? (IChannelFactory<TChannel>)(object)new Factory<IDuplexSessionChannel>(context.Binding, wires)
            : (IChannelFactory<TChannel>)(object)new Factory<IDuplexChannel>(context.Binding, wires);

    public override T? GetProperty<T>(BindingContext context)
        where T : class =>
        typeof(T) == typeof(MessageVersion) ? (T)(object)wires.MessageVersion : base.GetProperty<T>(context);

    private sealed class Factory<TShape>(Binding binding, Wires wires) : ChannelFactoryBase<TShape>(binding)
        where TShape : class, IChannel
    {
        protected override TimeProvider TimeProvider => wires.Time;

        protected override TShape OnCreateChannel(EndpointAddress address, Uri via) =>
            wires.IsFactoryClosed ? throw new ObjectDisposedException(GetType().Name) : (TShape)(object)new WireConnection(this, wires, address, via);

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;
    }
}
