using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <content>How a session ends, and how each side hears of it.</content>
internal abstract partial class ConversationDuplexChannel
{
    private static readonly TimeSpan _firstRepetition = TimeSpan.FromSeconds(1);

    private UniqueId? _ownCancel;
    private UniqueId? _peerCancel;
    private bool _isInputClosed;
    private bool _isCancelledByPeer;
    private int _isOutputClosed;

    /// <summary>Whether the peer has ended what it sends.</summary>
    protected bool IsInputClosed => Volatile.Read(ref _isInputClosed);

    /// <summary>The key that ends the session, and a lease on it; null when it has ended.</summary>
    protected abstract ContextKey? LeaseToEnd();

    /// <summary>Puts on a message that ends the session what messages of this side have.</summary>
    protected abstract void Address(Message cancel);

    /// <summary>The session is over: its keys are needed no longer.</summary>
    protected abstract void EndSession();

    /// <summary>Ends what this side sends. The peer may still have something to say.</summary>
    public async ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposedOrNotOpen();
        await EndOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await EndOutputAsync(cancellationToken).ConfigureAwait(false);
        await ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        EndSession();
        await CloseConnectionAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the peer has ended what it sends. What still comes is not wanted any more.</summary>
    protected virtual ValueTask ReadToEndAsync(CancellationToken cancellationToken) => ReadUntilEndAsync(cancellationToken);

    private async ValueTask ReadUntilEndAsync(CancellationToken cancellationToken)
    {
        while (!IsInputClosed)
        {
            if (await ReadAsync(cancellationToken).ConfigureAwait(false) is { } message)
            {
                message.Close();
            }
        }
    }

    /// <summary>Closes the channel below, when the session has ended.</summary>
    protected virtual ValueTask CloseConnectionAsync(CancellationToken cancellationToken) => Connection.CloseAsync(cancellationToken);

    /// <summary>Reads the end of the session off a message.</summary>
    /// <param name="message">A verified message. It is used up when this returns true.</param>
    /// <returns>Whether it was one.</returns>
    protected bool TryTakeEnd(Message message)
    {
        var action = message.Headers.Action;
        var protocol = Protection.Protocol;
        var isRequest = protocol.RequestOf(action) == TokenRequestKind.Cancel;
        if (!isRequest && protocol.ResponseOf(action) != TokenRequestKind.Cancel)
        {
            return false;
        }

        try
        {
            if (isRequest)
            {
                var request = TokenMessages.ReadRequest(message, TokenRequestKind.Cancel, protocol);
                if (request.Target?.Identifier != Identifier)
                {
                    throw new MalformedTrustException("It names another session.");
                }

                if (message.Headers.MessageId is { } id && id == _ownCancel)
                {
                    throw new MalformedTrustException("It is this side's own, sent back.");
                }

                _peerCancel = message.Headers.MessageId;
                _isCancelledByPeer = true;
            }
            else
            {
                TokenMessages.ReadResponse(message, TokenRequestKind.Cancel, protocol);
            }

            Volatile.Write(ref _isInputClosed, true);
            return true;
        }
        catch (MalformedTrustException exception)
        {
            throw new MessageSecurityException($"The peer's message about the end of the secure session cannot be used: {exception.Message}", exception);
        }
        finally
        {
            message.Close();
        }
    }

    /// <summary>Waits until the peer has ended what it sends, where single messages may be lost: what this side has said is said again after a while.</summary>
    /// <param name="patience">How long a peer is waited for that says nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    protected async ValueTask ReadOrRepeatEndAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        for (var wait = _firstRepetition; ; wait *= 2)
        {
            using var scope = new TimeoutScope(wait, _clock, cancellationToken);
            try
            {
                await ReadUntilEndAsync(scope.Token).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (scope.HasTimedOut)
            {
                if (_clock.GetElapsedTime(began) >= patience)
                {
                    return;
                }
            }

            try
            {
                await SendEndAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (CommunicationException)
            {
                // It may get through the next time.
            }
        }
    }

    private void ThrowIfOutputClosed()
    {
        if (Volatile.Read(ref _isOutputClosed) != 0)
        {
            throw new InvalidOperationException("This side has ended what it sends in the session: no more can be sent.");
        }
    }

    private ValueTask EndOutputAsync(CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _isOutputClosed, 1) == 0 ? SendEndAsync(cancellationToken) : default;

    /// <summary>Says that this side has ended what it sends; once more where that may have been lost.</summary>
    private async ValueTask SendEndAsync(CancellationToken cancellationToken)
    {
        if (LeaseToEnd() is not { } key)
        {
            return;
        }

        var name = new ContextName(Identifier, key.Instance);
        var version = MessageVersion;
        Message end;
        if (IsInputClosed && _isCancelledByPeer)
        {
            end = TokenMessages.CreateResponse(TokenRequestKind.Cancel, new TokenResponse { IsCancelled = true }, version, Protection.Protocol, Protection.Policy.Profile.IsExplicit, _peerCancel);
        }
        else
        {
            end = TokenMessages.CreateRequest(new TokenRequest { Kind = TokenRequestKind.Cancel, Target = name }, version, Protection.Protocol);
            Address(end);
            end.Headers.MessageId = _ownCancel ??= end.Headers.MessageId;
        }

        AddressTo(end);
        await SendAsync(end, key, isHeld: false, cancellationToken).ConfigureAwait(false);
    }
}
