using System.Runtime.CompilerServices;
using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A secure session in which both sides send when they like: what client and service have in common. Either side may end it: by a request to cancel the
/// token, which the other answers when it has said all that it has to say.
/// </summary>
internal abstract partial class ConversationDuplexChannel : ChannelBase, IDuplexSessionChannel, IDuplexSession, IHoldingOutput, ILosingChannel
{
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly TimeProvider _clock;
    private Action<CommunicationException>? _whenLost;
    private IDuplexChannel? _lost;

    protected ConversationDuplexChannel(ChannelManagerBase manager, SessionProtection protection, TimeProvider clock)
        : base(manager)
    {
        Protection = protection;
        _clock = clock;
    }

    public abstract EndpointAddress? LocalAddress { get; }

    public abstract EndpointAddress RemoteAddress { get; }

    public abstract Uri Via { get; }

    public IDuplexSession Session => this;

    string ISession.Id => Identifier;

    /// <summary>The session's name.</summary>
    protected abstract string Identifier { get; }

    /// <summary>The channel below: the session's connection of today, or what brings and takes single messages.</summary>
    protected abstract IDuplexChannel Connection { get; }

    /// <summary>What this side's messages are protected by, and the other's verified.</summary>
    protected SessionProtection Protection { get; }

    protected override TimeProvider TimeProvider => _clock;

    /// <summary>The session as what is made within it sees it.</summary>
    protected abstract ISecureConversation Conversation { get; }

    public override T? GetProperty<T>()
        where T : class =>
        typeof(T) == typeof(ISecureConversation)
            ? State is CommunicationState.Created or CommunicationState.Opening ? null : Conversation as T
            : base.GetProperty<T>() ?? Connection.GetProperty<T>();

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return LeaseAndSendAsync(message, isHeld: false, cancellationToken);
    }

    public ValueTask HoldAsync(Message message, CancellationToken cancellationToken) => LeaseAndSendAsync(message, isHeld: true, cancellationToken);

    public ValueTask FlushAsync(CancellationToken cancellationToken) =>
        Connection is not IHoldingOutput holding ? default
            : LosesQuietly ? FlushOrLoseAsync(holding, cancellationToken)
            : holding.FlushAsync(cancellationToken);

    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed)
        {
            return default;
        }

        ThrowIfDisposedOrNotOpen();
        return ReadAsync(cancellationToken);
    }

    void ILosingChannel.WhenLost(Action<CommunicationException> lost) => _whenLost = lost;

    /// <summary>The key for a message that is sent now, and a lease on it.</summary>
    protected abstract ValueTask<ContextKey> LeaseToSendAsync(CancellationToken cancellationToken);

    /// <summary>Verifies a message, or deals with one that is not the session's.</summary>
    /// <returns>Null when there is nothing to hand on.</returns>
    protected abstract ValueTask<Message?> TakeAsync(Message message, CancellationToken cancellationToken);

    /// <summary>Whether the session goes on over a new connection when its connection is lost.</summary>
    protected virtual bool Reconnects => false;

    /// <summary>Whether what is above sends again what is lost with a connection.</summary>
    protected abstract bool IsReliable { get; }

    /// <summary>The connection has been lost: the session looks for a new one, or waits for it.</summary>
    protected virtual void OnConnectionLost(IDuplexChannel connection)
    {
    }

    /// <summary>The connection for a message that comes after the loss of one; the lost one where nobody waits for another.</summary>
    /// <exception cref="CommunicationException">There is no other.</exception>
    protected virtual ValueTask<IDuplexChannel> WhenReconnectedAsync(IDuplexChannel lost, CancellationToken cancellationToken) => new(lost);

    /// <summary>The connection has ended, and the session has not.</summary>
    protected virtual Exception CreateLost() => new CommunicationException("The connection of the secure session has ended, and the session with it: the peer did not close it.");

    // What the transport would add is to be signed.
    private void AddressTo(Message message)
    {
        if (message.Headers.To is null)
        {
            RemoteAddress.ApplyTo(message);
        }
    }

    /// <summary>Sends a message. It is used up, on failure too.</summary>
    private ValueTask LeaseAndSendAsync(Message message, bool isHeld, CancellationToken cancellationToken)
    {
        ValueTask<ContextKey> leasing;
        try
        {
            ThrowIfDisposedOrNotOpen();
            ThrowIfOutputClosed();
            AddressTo(message);
            leasing = LeaseToSendAsync(cancellationToken);
        }
        catch
        {
            message.Close();
            throw;
        }

        return leasing.IsCompletedSuccessfully ? SendAsync(message, leasing.Result, isHeld, cancellationToken) : AfterLeaseAsync(message, leasing, isHeld, cancellationToken);
    }

    private async ValueTask AfterLeaseAsync(Message message, ValueTask<ContextKey> leasing, bool isHeld, CancellationToken cancellationToken)
    {
        ContextKey key;
        try
        {
            key = await leasing.ConfigureAwait(false);
        }
        catch
        {
            message.Close();
            throw;
        }

        await SendAsync(message, key, isHeld, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask SendAsync(Message message, ContextKey key, bool isHeld, CancellationToken cancellationToken)
    {
        SecuredMessage secured;
        var isReply = Reconnects && !IsReliable && message.Headers.RelatesTo is not null;
        try
        {
            secured = Protection.Protect(message, new ContextName(Identifier, key.Instance), key);
        }
        finally
        {
            key.Return();
        }

        var connection = Connection;
        return Reconnects ? SendOrLoseAsync(connection, secured, isHeld, isReply, cancellationToken) : SendOverAsync(connection, secured, isHeld, cancellationToken);
    }

    private static ValueTask SendOverAsync(IDuplexChannel connection, SecuredMessage secured, bool isHeld, CancellationToken cancellationToken) =>
        isHeld && connection is IHoldingOutput holding ? holding.HoldAsync(secured, cancellationToken) : connection.SendAsync(secured, cancellationToken);

    /// <summary>
    /// Sends a message, whose loss together with the connection the reliable session above makes good. Without one the sender is told; but for a reply, because the
    /// other side has been told that none will come, and the session goes on.
    /// </summary>
    private async ValueTask SendOrLoseAsync(IDuplexChannel connection, SecuredMessage secured, bool isHeld, bool isReply, CancellationToken cancellationToken)
    {
        if (!IsReliable && ReferenceEquals(Volatile.Read(ref _lost), connection))
        {
            connection = await ConnectionForAsync(secured, connection, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await SendOverAsync(connection, secured, isHeld, cancellationToken).ConfigureAwait(false);
            if (!IsReliable && !isReply && ReferenceEquals(Volatile.Read(ref _lost), connection))
            {
                // A connection takes messages for a moment after its end. Who waited was told before this message left.
                throw CreateLostOnTheWay();
            }
        }
        catch (Exception exception) when (IsLoss(connection, exception))
        {
            secured.Close();
            OnConnectionLost(connection);
            if (!IsReliable && !isReply)
            {
                throw;
            }
        }
    }

    private async ValueTask<IDuplexChannel> ConnectionForAsync(SecuredMessage secured, IDuplexChannel lost, CancellationToken cancellationToken)
    {
        try
        {
            return await WhenReconnectedAsync(lost, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            secured.Close();
            throw;
        }
    }

    private async ValueTask FlushOrLoseAsync(IHoldingOutput holding, CancellationToken cancellationToken)
    {
        try
        {
            await holding.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsLoss((IDuplexChannel)holding, exception))
        {
            OnConnectionLost((IDuplexChannel)holding);
        }
    }

    /// <summary>A connection is known to be lost, before another takes its place: whoever waits for an answer over it is told.</summary>
    protected void TellLost(IDuplexChannel connection)
    {
        if (!IsReliable && !ReferenceEquals(Interlocked.Exchange(ref _lost, connection), connection))
        {
            _whenLost?.Invoke(CreateLostOnTheWay());
        }
    }

    private static CommunicationException CreateLostOnTheWay() => new(
        "The connection of the secure session was lost before the answer came: what was asked may have been done, or not. The session goes on over another connection. A reliable session sends again what is lost.");

    private bool LosesQuietly => Reconnects && IsReliable;

    /// <summary>Whether a failure means that the connection is lost, and the session is not.</summary>
    protected bool IsLoss(IDuplexChannel connection, Exception exception) =>
        Reconnects
        && State == CommunicationState.Opened
        && connection.State != CommunicationState.Opened
        && exception is ObjectDisposedException or (CommunicationException and not ProtocolException);

    /// <summary>The version of messages that are made here.</summary>
    protected abstract MessageVersion MessageVersion { get; }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Message?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!_reading.Wait(0, CancellationToken.None))
        {
            await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            while (!_isInputClosed)
            {
                var message = await ReceiveFromConnectionAsync(cancellationToken).ConfigureAwait(false);
                if (message is null)
                {
                    throw CreateLost();
                }

                if (await TakeAsync(message, cancellationToken).ConfigureAwait(false) is { } taken && !TryTakeEnd(taken))
                {
                    return taken;
                }
            }

            return null;
        }
        catch (CommunicationException exception) when (State == CommunicationState.Opened)
        {
            Fault(exception);
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>The next message of the connection; null when it has ended.</summary>
    protected virtual ValueTask<Message?> ReceiveFromConnectionAsync(CancellationToken cancellationToken) => Connection.ReceiveAsync(cancellationToken);
}
