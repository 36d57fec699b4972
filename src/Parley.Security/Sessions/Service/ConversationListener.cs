using Parley.Channels;

namespace Parley.Security;

/// <summary>A service's listener for secure sessions: how its sessions end with it.</summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
/// <typeparam name="TInner">The shape of the channels below.</typeparam>
/// <param name="service">What the listener's parts share.</param>
/// <param name="context">What is below.</param>
internal abstract class ConversationListener<TChannel, TInner>(SessionService service, BindingContext context)
    : SessionListener<TChannel, TInner, SecureSession>(context)
    where TChannel : class, IChannel
    where TInner : class, IChannel
{
    /// <summary>What the listener's parts share.</summary>
    internal SessionService Service { get; } = service;

    protected override TimeProvider TimeProvider => Service.Clock;

    protected override async ValueTask EndSessionsAsync(CancellationToken cancellationToken)
    {
        AbortPending();
        await Service.Table.DrainAsync(cancellationToken).ConfigureAwait(false);
        Service.Table.Close();
    }

    protected override void AbortSessions()
    {
        Service.Table.Close();
        AbortPending();
    }

    protected override void ReleaseSessions() => Service.Dispose();

    protected override bool TryAccept(SecureSession session) => session.TryAccept();

    protected override void Refuse(SecureSession session) => session.End(SessionEnd.Closed);

    protected override void LogRetry(Exception exception, TimeSpan delay) => Service.Log.AcceptRetried(exception, Service.Address, delay);
}
