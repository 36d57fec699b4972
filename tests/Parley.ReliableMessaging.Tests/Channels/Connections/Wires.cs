using Parley.Channels;
using Parley.Channels.Tests;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

/// <summary>
/// A network of connections in memory: everything happens at once, on the thread of whoever sends, as the rules of the test say.
/// </summary>
internal sealed class Wires(ReliableVersion version)
{
    private readonly List<(int Count, TaskCompletionSource Source)> _awaited = [];

    public ManualTimeProvider Time { get; } = new();

    public Wsrm Wsrm { get; } = Wsrm.Of(version);

    public MessageVersion MessageVersion { get; init; } = MessageVersion.Soap12WSAddressing10;

    /// <summary>False where messages go by themselves, and the client has an address of its own.</summary>
    public bool HasSessions { get; set; } = true;

    public List<WireConnection> Connections { get; } = [];

    /// <summary>True when no more connections can be made, as when the factory below has been closed.</summary>
    public bool IsFactoryClosed { get; set; }

    /// <summary>Everything that the client sent, lost or not.</summary>
    public List<Packet> Sent { get; } = [];

    /// <summary>Everything that the service sent, lost or not.</summary>
    public List<Packet> Received { get; } = [];

    /// <summary>Attempts to connect.</summary>
    public int Attempts { get; set; }

    /// <summary>Why no connection can be had; null when one can.</summary>
    public Exception? Down { get; set; }

    /// <summary>How often a packet to the service arrives.</summary>
    public Func<Packet, int> ToService { get; set; } = _ => 1;

    /// <summary>How often a packet to the client arrives.</summary>
    public Func<Packet, int> ToClient { get; set; } = _ => 1;

    /// <summary>The service: what it does with what arrives.</summary>
    public Action<WireConnection, Message>? Service { get; set; }

    public WireConnection Last => Connections[^1];

    /// <summary>Done when there have been so many connections.</summary>
    public Task Connected(int count)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_awaited)
        {
            _awaited.Add((count, source));
        }

        CheckAwaited();
        return source.Task;
    }

    public void Add(WireConnection connection)
    {
        lock (_awaited)
        {
            Connections.Add(connection);
        }

        CheckAwaited();
    }

    /// <summary>A client's binding.</summary>
    public CustomBinding CreateBinding(Action<ReliableSessionBindingElement>? configure = null, bool isSecured = false)
    {
        var element = new ReliableSessionBindingElement
        {
            ReliableMessagingVersion = version == ReliableVersion.V11
                ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
        };
        configure?.Invoke(element);
        var binding = new CustomBinding(element, new WiresTransport(this));
        if (isSecured)
        {
            binding.Elements.Insert(1, new ConnectionSecurity());
        }

        return binding;
    }

    /// <summary>A client's channel, not yet opened.</summary>
    public TChannel CreateChannel<TChannel>(CustomBinding? binding = null, params object[] parameters)
        where TChannel : class, IChannel
    {
        var factory = (binding ?? CreateBinding()).BuildChannelFactory<TChannel>(new BindingParameterCollection([Time, .. parameters]));
        factory.Open();
        return factory.CreateChannel(new EndpointAddress("wires://service/"));
    }

    private void CheckAwaited()
    {
        lock (_awaited)
        {
            foreach (var (count, source) in _awaited)
            {
                if (Connections.Count >= count)
                {
                    source.TrySetResult();
                }
            }
        }
    }

    private sealed class ConnectionSecurity : BindingElement, IConnectionSecurity
    {
        public override BindingElement Clone() => new ConnectionSecurity();

        public override T? GetProperty<T>(BindingContext context)
            where T : class => context.GetInnerProperty<T>();
    }
}
