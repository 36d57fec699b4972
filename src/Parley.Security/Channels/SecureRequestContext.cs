using Parley.Channels;

namespace Parley.Security;

/// <summary>A request that was verified, and the way back for its reply, which is protected.</summary>
internal sealed class SecureRequestContext(RequestContext inner, ReceivedRequest received, ServiceProtection protection) : RequestContext
{
    private readonly Lock _lock = new();
    private bool _isForgotten;

    /// <inheritdoc/>
    public override Message RequestMessage => received.Message;

    /// <inheritdoc/>
    internal override CancellationToken Aborted => inner.Aborted;

    /// <inheritdoc/>
    internal override ExecutionContext? Flow => inner.Flow;

    /// <inheritdoc/>
    internal override void KeepOpen() => inner.KeepOpen();

    /// <inheritdoc/>
    public override ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default) =>
        inner.ReplyAsync(message is null ? null : Protect(message), cancellationToken);

    /// <inheritdoc/>
    public override ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        Forget();
        received.Message.Close();
        return inner.CloseAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Abort()
    {
        inner.Abort();
        received.Message.Close();
        Forget();
    }

    private Message Protect(Message message)
    {
        lock (_lock)
        {
            if (!_isForgotten)
            {
                return protection.Protect(message, received.Reply);
            }
        }

        message.Close();
        throw new CommunicationObjectAbortedException("The request was closed or aborted: there is nobody left to reply to.");
    }

    /// <summary>Zeroes the key, when nobody uses it.</summary>
    private void Forget()
    {
        lock (_lock)
        {
            if (!_isForgotten)
            {
                _isForgotten = true;
                received.Reply.Dispose();
            }
        }
    }
}
