using Parley.Channels;

namespace Parley.Security;

/// <summary>A client's secure session over a transport of requests and responses.</summary>
internal sealed class ConversationRequestChannel : ChannelBase, IRequestSessionChannel, IOutputSession
{
    private readonly SessionClient _client;
    private readonly IRequestChannel _inner;
    private readonly ClientSecureSession _session;
    private readonly ClientVerifier _verifier;

    /// <param name="factory">The factory.</param>
    /// <param name="client">What its channels share.</param>
    /// <param name="inner">The channel below, not open yet. It is this one's.</param>
    public ConversationRequestChannel(ChannelManagerBase factory, SessionClient client, IRequestChannel inner)
        : base(factory)
    {
        _client = client;
        _inner = inner;
        _session = client.CreateSession(inner.RemoteAddress, _ => new(new RequestTokenWay(inner)));
        _verifier = new ClientVerifier(client, _session, inner.RemoteAddress.Uri);
    }

    public EndpointAddress RemoteAddress => _inner.RemoteAddress;

    public Uri Via => _inner.Via;

    public IOutputSession Session => this;

    string ISession.Id => _session.Identifier;

    protected override TimeProvider TimeProvider => _client.Clock;

    public override T? GetProperty<T>()
        where T : class => (typeof(T) == typeof(ISecureConversation) && State == CommunicationState.Opened
            ? new ConversationName(_session.Identifier, _client.Protocol, () => _session.Instance) as T
            : base.GetProperty<T>()) ?? _inner.GetProperty<T>();

    public ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        return cancellationToken.CanBeCanceled ? ExchangeAsync(message, cancellationToken) : ExchangeWithinTimeoutAsync(message);
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await _inner.OpenAsync(cancellationToken).ConfigureAwait(false);
        await _session.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CancelAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _session.End();
        }

        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        _session.End();
        _inner.Abort();
    }

    protected override void OnFaulted()
    {
        _session.End();
        base.OnFaulted();
    }

    private async ValueTask<Message?> ExchangeWithinTimeoutAsync(Message message)
    {
        using var scope = new TimeoutScope(DefaultSendTimeout, TimeProvider, CancellationToken.None);
        try
        {
            return await ExchangeAsync(message, scope.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (scope.HasTimedOut)
        {
            scope.ThrowTimeout($"The request to '{RemoteAddress.Uri}'", "SendTimeout", exception);
            throw;
        }
    }

    private async ValueTask<Message?> ExchangeAsync(Message message, CancellationToken cancellationToken)
    {
        if (message.Headers.To is null)
        {
            RemoteAddress.ApplyTo(message);
        }

        ContextKey key;
        try
        {
            key = await _session.LeaseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            message.Close();
            throw;
        }

        try
        {
            return await ExchangeAsync(message, key, cancellationToken).ConfigureAwait(false);
        }
        catch (MessageSecurityException exception) when (exception.InnerException is FaultException fault && EndsSession(SecurityFaults.Find(fault.Code)))
        {
            // Nothing more can be said in it.
            Fault(exception);
            throw;
        }
        finally
        {
            key.Return();
        }
    }

    private static bool EndsSession(SecurityFaultCode? code) =>
        code is SecurityFaultCode.BadContextToken or SecurityFaultCode.SecuritySessionAborted or SecurityFaultCode.ExpiredSecurityContextTokenKey;

    private async ValueTask<Message?> ExchangeAsync(Message message, ContextKey key, CancellationToken cancellationToken)
    {
        var messageId = message.Headers.MessageId;
        var secured = _client.Protection.Protect(message, new ContextName(_session.Identifier, key.Instance), key);
        return await _inner.RequestAsync(secured, cancellationToken).ConfigureAwait(false) is { } reply ? _verifier.Verify(reply, secured, messageId, key.Instance) : null;
    }

    /// <summary>Tells the service that the session is over.</summary>
    private async ValueTask CancelAsync(CancellationToken cancellationToken)
    {
        if (_session.LeaseCurrent() is not { } key)
        {
            return;
        }

        try
        {
            var name = new ContextName(_session.Identifier, key.Instance);
            var cancel = TokenMessages.CreateRequest(
                new TokenRequest { Kind = TokenRequestKind.Cancel, Target = name }, _client.Version, _client.Protocol, RemoteAddress);
            using var answer = await ExchangeAsync(cancel, key, cancellationToken).ConfigureAwait(false);
            if (answer is not null && _client.Protocol.ResponseOf(answer.Headers.Action) == TokenRequestKind.Cancel)
            {
                TokenMessages.ReadResponse(answer, TokenRequestKind.Cancel, _client.Protocol);
            }
        }
        catch (MessageSecurityException exception) when (exception.InnerException is FaultException fault && EndsSession(SecurityFaults.Find(fault.Code)))
        {
            // The service has ended it already.
        }
        catch (MalformedTrustException exception)
        {
            throw new MessageSecurityException($"The service's answer to the end of the secure session cannot be used: {exception.Message}", exception);
        }
        finally
        {
            key.Return();
        }
    }
}
