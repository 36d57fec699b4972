using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Sessions over connections.</summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
internal sealed class ConnectionChannelListener<TChannel> : ReliableChannelListener<TChannel, IDuplexSessionChannel>
    where TChannel : class, IChannel
{
    private static readonly TimeSpan _longestSweep = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly HashSet<ServiceConnection> _connections = [];
    private ITimer? _sweep;

    public ConnectionChannelListener(
        ListenerSettings settings,
        BindingContext context,
        Func<SessionRequest, string, ServiceSession> createSession,
        Func<ChannelManagerBase, ServiceSession, TChannel> createChannel)
        : base(settings, context, createSession, createChannel)
    {
    }

    /// <summary>Connections that are open.</summary>
    internal int Connections
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    protected override bool ClosesChannelsFirst => true;

    protected override async Task ServeAsync(IDuplexSessionChannel channel)
    {
        var connection = new ServiceConnection(channel, Settings, Intake);
        lock (_lock)
        {
            _connections.Add(connection);
        }

        await connection.ServeAsync().ConfigureAwait(false);
        lock (_lock)
        {
            _connections.Remove(connection);
        }
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await base.OnOpenAsync(cancellationToken).ConfigureAwait(false);
        var interval = Settings.Session.InactivityTimeout < _longestSweep ? Settings.Session.InactivityTimeout : _longestSweep;
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _sweep = Settings.Clock.CreateTimer(
            static state => ((ConnectionChannelListener<TChannel>)state!).EndQuietConnections(), this, interval, interval);
    }

    protected override async ValueTask CloseChannelsAsync(CancellationToken cancellationToken)
    {
        _sweep?.Dispose();
        await Task.WhenAll(Snapshot().Select(connection => connection.CloseAsync(cancellationToken))).ConfigureAwait(false);
    }

    protected override void AbortChannels()
    {
        _sweep?.Dispose();
        foreach (var connection in Snapshot())
        {
            connection.Abort();
        }
    }

    private void EndQuietConnections()
    {
        foreach (var connection in Snapshot())
        {
            connection.AbortIfQuiet();
        }
    }

    private ServiceConnection[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _connections];
        }
    }
}
