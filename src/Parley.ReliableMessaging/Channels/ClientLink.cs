using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>The way to the service under a client's session, and back.</summary>
internal abstract class ClientLink
{
    /// <summary>This side's address, which the service is told. Known when <see cref="PrepareAsync"/> is done.</summary>
    public abstract EndpointAddress LocalAddress { get; }

    /// <summary>The channel of today; null while there is none.</summary>
    public abstract IDuplexChannel? Current { get; }

    /// <summary>True where the channel of today has nothing of a message any more when sending it is done.</summary>
    public virtual bool KeepsNothing => false;

    /// <summary>Does what must be done before the session can be opened.</summary>
    public virtual ValueTask PrepareAsync(CancellationToken cancellationToken) => default;

    /// <summary>The channel, opened where there is none; null when that fails, or may not be tried now.</summary>
    public virtual ValueTask<IDuplexChannel?> OpenAsync() => new(Current);

    /// <summary>Sends a message, and closes it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="transmission">What it was made of.</param>
    /// <param name="mayOpen">True to open a connection where there is none.</param>
    /// <param name="mayWait">True when it may wait a moment for others, to leave with them.</param>
    /// <returns>False when it could not be handed to the network.</returns>
    public abstract ValueTask<bool> SendAsync(Message message, in Transmission<SessionPayload> transmission, bool mayOpen, bool mayWait);

    /// <summary>Ends politely. Its failure does not matter any more.</summary>
    public abstract ValueTask CloseAsync(CancellationToken cancellationToken);

    /// <summary>Ends at once.</summary>
    public abstract void Abort();

    /// <summary>
    /// True for what the network may do to a session without ending it: a message that is too large for a quota will be so the next time, too.
    /// WCF documentation: reliable sessions, transport failures.
    /// </summary>
    public static bool IsHidden(Exception exception) =>
        exception is TimeoutException or OperationCanceledException or ObjectDisposedException
        || (exception is CommunicationException and not ProtocolException && exception.InnerException is not QuotaExceededException);
}
