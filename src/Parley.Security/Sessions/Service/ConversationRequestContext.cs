using Parley.Channels;

namespace Parley.Security;

/// <summary>A request of a session, verified. Its reply is protected by the session's key of the time when it is sent.</summary>
internal sealed class ConversationRequestContext : RequestContext
{
    private readonly RequestContext _inner;
    private readonly SessionProtection _protection;
    private readonly SecureSession? _session;
    private readonly string _identifier;
    private readonly ContextKey _key;
    private readonly byte[] _signature;
    private readonly Message _message;
    private int _isReleased;

    /// <param name="inner">The request as it came.</param>
    /// <param name="verified">What was verified; the lease on its key is this one's now.</param>
    /// <param name="session">The session; null where tokens carry their state.</param>
    /// <param name="protection">Protects the reply.</param>
    public ConversationRequestContext(RequestContext inner, in VerifiedInSession verified, SecureSession? session, SessionProtection protection)
    {
        _inner = inner;
        _protection = protection;
        _session = session;
        _identifier = verified.Name.Identifier;
        _message = verified.Message;
        _key = verified.Key;
        _signature = verified.Signature;
        session?.Begin();
    }

    public override Message RequestMessage => _message;

    internal override CancellationToken Aborted => _inner.Aborted;

    internal override ExecutionContext? Flow => _inner.Flow;

    internal override void KeepOpen() => _inner.KeepOpen();

    public override ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default) =>
        _inner.ReplyAsync(message is null ? null : Protect(message), cancellationToken);

    /// <summary>Answers with a fault of the protocol.</summary>
    /// <param name="code">The fault.</param>
    /// <param name="text">What it says; null for what it usually does.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask ReplyFaultAsync(SecurityFaultCode code, string? text = null, CancellationToken cancellationToken = default)
    {
        var fault = SecurityFaults.Create(code, _message.Version, _protection.Protocol, SecurityFaults.ConversationFaultAction, text);
        TokenMessages.Relate(fault, _message.Headers.MessageId);
        return ReplyAsync(fault, cancellationToken);
    }

    /// <summary>Answers with a fault of the protocol, and closes the request. Does not throw.</summary>
    /// <param name="code">The fault.</param>
    /// <param name="text">What it says; null for what it usually does.</param>
    public async Task RefuseAsync(SecurityFaultCode code, string? text = null)
    {
        try
        {
            await ReplyFaultAsync(code, text).ConfigureAwait(false);
            await CloseAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Abort();
        }
    }

    public override async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _inner.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    public override void Abort()
    {
        _inner.Abort();
        Release();
    }

    /// <summary>Gives back what the request has: it is neither answered nor closed here any more.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _message.Close();
            _key.Return();
            _session?.EndOne();
        }
    }

    private SecuredMessage Protect(Message message)
    {
        // A session that has ended meanwhile has its last replies under the keys of their requests. The lease is this reply's own: the request may
        // be aborted while it is made.
        var key = _session?.LeaseCurrent() ?? (_key.TryLease() ? _key : null);
        if (key is null)
        {
            message.Close();
            throw new CommunicationObjectAbortedException("The request was closed or aborted: there is nobody left to reply to.");
        }

        try
        {
            return _protection.Protect(message, new ContextName(_identifier, key.Instance), key, _signature);
        }
        finally
        {
            key.Return();
        }
    }
}
