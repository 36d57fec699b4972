using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>A client whose token carries its state: each request stands for itself, and nothing is cancelled.</summary>
internal sealed class StatefulRequestChannel : ChannelBase, IRequestChannel
{
    private readonly SessionClient _client;
    private readonly IRequestChannel _inner;
    private readonly TokenCache _tokens;
    private readonly TokenRequestor _requestor;
    private readonly bool _ownsTokens;

    /// <param name="factory">The factory.</param>
    /// <param name="client">What its channels share.</param>
    /// <param name="inner">The channel below, not open yet. It is this one's.</param>
    /// <param name="tokens">The service's token.</param>
    /// <param name="ownsTokens">Whether the token is this channel's alone.</param>
    public StatefulRequestChannel(ChannelManagerBase factory, SessionClient client, IRequestChannel inner, TokenCache tokens, bool ownsTokens)
        : base(factory)
    {
        _client = client;
        _inner = inner;
        _tokens = tokens;
        _ownsTokens = ownsTokens;
        _requestor = client.CreateRequestor(inner.RemoteAddress, _ => new(new RequestTokenWay(inner)));
    }

    public EndpointAddress RemoteAddress => _inner.RemoteAddress;

    public Uri Via => _inner.Via;

    protected override TimeProvider TimeProvider => _client.Clock;

    public override T? GetProperty<T>()
        where T : class => base.GetProperty<T>() ?? _inner.GetProperty<T>();

    public async ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        using var scope = new TimeoutScope(cancellationToken.CanBeCanceled ? Timeout.InfiniteTimeSpan : DefaultSendTimeout, TimeProvider, cancellationToken);
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

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await _inner.OpenAsync(cancellationToken).ConfigureAwait(false);

        // Wrong credentials are to be seen now.
        (await _tokens.LeaseAsync(_requestor, cancellationToken).ConfigureAwait(false)).Key.Return();
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        ForgetOwn();
        await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        ForgetOwn();
        _inner.Abort();
    }

    private void ForgetOwn()
    {
        if (_ownsTokens)
        {
            _tokens.Dispose();
        }
    }

    private async ValueTask<Message?> ExchangeAsync(Message message, CancellationToken cancellationToken)
    {
        if (message.Headers.To is null)
        {
            RemoteAddress.ApplyTo(message);
        }

        ClientToken token;
        try
        {
            token = await _tokens.LeaseAsync(_requestor, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            message.Close();
            throw;
        }

        try
        {
            var messageId = message.Headers.MessageId;
            var secured = _client.Protection.Protect(message, token.Name, token.Key);
            return await _inner.RequestAsync(secured, cancellationToken).ConfigureAwait(false) is { } reply ? Verify(reply, secured, messageId, token) : null;
        }
        finally
        {
            token.Key.Return();
        }
    }

    private Message Verify(Message reply, SecuredMessage request, UniqueId? messageId, ClientToken token)
    {
        if (MessageVerifier.HasSecurityHeader(reply))
        {
            var verified = _client.Protection.VerifyOfService(reply, token, request.SignatureValues, out _);
            ClientVerifier.CheckRelation(verified, messageId);
            return verified;
        }

        if (_client.Protection.Policy.Element.EnableUnsecuredResponse && !reply.IsFault)
        {
            return reply;
        }

        var exception = SessionFaults.ToException(reply, RemoteAddress.Uri);
        if (exception.InnerException is FaultException fault && SecurityFaults.Find(fault.Code) == SecurityFaultCode.BadContextToken)
        {
            _tokens.Forget(token);
        }

        throw exception;
    }
}
