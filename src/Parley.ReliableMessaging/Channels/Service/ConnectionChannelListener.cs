using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Sessions over connections.</summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
internal sealed class ConnectionChannelListener<TChannel> : ReliableChannelListener<TChannel, IDuplexSessionChannel>
    where TChannel : class, IChannel
{
    private static readonly TimeSpan _longestSweep = TimeSpan.FromDays(1);

    private readonly LiveSet<ServiceConnection> _connections = new();
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
    internal int Connections => _connections.Count;

    protected override bool ClosesChannelsFirst => true;

    protected override async Task ServeAsync(IDuplexSessionChannel channel)
    {
        var connection = new ServiceConnection(channel, Settings, Intake);
        _connections.Add(connection);
        try
        {
            await connection.ServeAsync().ConfigureAwait(false);
        }
        finally
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
        await Task.WhenAll(_connections.Snapshot().Select(connection => connection.CloseAsync(cancellationToken))).ConfigureAwait(false);
    }

    protected override void AbortChannels()
    {
        _sweep?.Dispose();
        foreach (var connection in _connections.Snapshot())
        {
            connection.Abort();
        }
    }

    private void EndQuietConnections()
    {
        foreach (var connection in _connections.Snapshot())
        {
            connection.AbortIfQuiet();
        }
    }
}
