using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A service's listener for reliable sessions: what its sessions share, and how they end with it.</summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
/// <typeparam name="TInner">The shape of the channels below.</typeparam>
internal abstract class ReliableChannelListener<TChannel, TInner> : SessionListener<TChannel, TInner, ServiceSession>
    where TChannel : class, IChannel
    where TInner : class, IChannel
{
    private readonly Func<ReliableChannelListener<TChannel, TInner>, ServiceSession, TChannel> _createChannel;

    /// <param name="settings">What the sessions share.</param>
    /// <param name="context">What is below.</param>
    /// <param name="createSession">Makes a session.</param>
    /// <param name="createChannel">Makes a session's channel.</param>
    protected ReliableChannelListener(
        ListenerSettings settings,
        BindingContext context,
        Func<SessionRequest, string, ServiceSession> createSession,
        Func<ReliableChannelListener<TChannel, TInner>, ServiceSession, TChannel> createChannel)
        : base(context)
    {
        Settings = settings;
        _createChannel = createChannel;
        Table = new ServiceSessionTable(settings, createSession, Announce);
        Intake = new ServiceIntake(settings, Table);
    }

    /// <summary>The sessions.</summary>
    internal ServiceSessionTable Table { get; }

    protected ListenerSettings Settings { get; }

    protected ServiceIntake Intake { get; }

    protected override TimeProvider TimeProvider => Settings.Clock;

    public override T? GetProperty<T>()
        where T : class => Settings.Watch.Sessions as T ?? base.GetProperty<T>();

    protected override async ValueTask EndSessionsAsync(CancellationToken cancellationToken)
    {
        Table.Close();
        Table.AbortAll(pendingOnly: true);
        await Table.WhenOverAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void AbortSessions()
    {
        Table.Close();
        Table.AbortAll();
        Table.Dispose();
    }

    protected override void ReleaseSessions() => Table.Dispose();

    protected override bool TryAccept(ServiceSession session) => Table.TryAccept(session);

    protected override void Refuse(ServiceSession session) => session.Abort();

    protected override void LogRetry(Exception exception, TimeSpan delay) => Settings.Watch.Log.AcceptRetried(exception, Settings.ListenUri, delay);

    private void Announce(ServiceSession session) => Announce(_createChannel(this, session), session);
}
