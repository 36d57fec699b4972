using Parley.Channels;

namespace Parley.Tests.Client.Memory;

/// <summary>A transport that somebody outside the library might write: channels to a peer in the same process, of the shapes that a test chooses.</summary>
public sealed class MemoryTransport : TransportBindingElement
{
    private readonly Type[] _shapes;

    public MemoryTransport(MemoryPeer peer, params Type[] shapes)
    {
        Peer = peer;
        _shapes = shapes;
    }

    private MemoryTransport(MemoryTransport other)
        : base(other)
    {
        Peer = other.Peer;
        Version = other.Version;
        _shapes = other._shapes;
    }

    public MemoryPeer Peer { get; }

    public MessageVersion Version { get; init; } = MessageVersion.Soap12WSAddressing10;

    public override string Scheme => "memory";

    public override BindingElement Clone() => new MemoryTransport(this);

    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => _shapes.Contains(typeof(TChannel));

    public override bool CanBuildChannelListener<TChannel>(BindingContext context) => false;

    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context) =>
        CanBuildChannelFactory<TChannel>(context)
            ? new MemoryChannelFactory<TChannel>(context.Binding, Peer)
            : throw new InvalidOperationException($"No {typeof(TChannel).Name} here.");

    public override T? GetProperty<T>(BindingContext context)
        where T : class =>
        typeof(T) == typeof(MessageVersion) ? (T)(object)Version : base.GetProperty<T>(context);
}
