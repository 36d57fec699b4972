using System.Security.Cryptography.X509Certificates;
using Parley.Channels;
using Parley.IdentityModel.Tokens;

namespace Parley.Security;

/// <summary>
/// Protected messages in both directions, at a channel that all clients share. A message that answers one of a client, or is sent while an operation
/// for it runs, is encrypted for that client's certificate; any other for that of the client whose address it goes to.
/// </summary>
internal sealed class SecureSharedDuplexServiceChannel : SecureDuplexServiceChannel
{
    private readonly CheckedMessages _messages = new();
    private readonly IDuplexChannel _inner;
    private readonly MessageVerification _verification;

    /// <param name="manager">The listener.</param>
    /// <param name="inner">The channel below.</param>
    /// <param name="channels">What the listener's channels share.</param>
    /// <param name="uri">Where the listener listens, for the log.</param>
    public SecureSharedDuplexServiceChannel(ChannelManagerBase manager, IDuplexChannel inner, ServiceChannels channels, Uri uri)
        : base(manager, inner, channels, uri)
    {
        _inner = inner;
        _verification = new MessageVerification(channels, uri) { Taken = Remember };
    }

    public override ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed)
        {
            return default;
        }

        ThrowIfDisposedOrNotOpen();
        return _messages.ReceiveAsync(cancellationToken);
    }

    private protected override X509Certificate2 CertificateFor(Message message) =>
        (message.Properties.Security?.InitiatorToken?.SecurityToken as X509SecurityToken)?.Certificate ?? Clients.Find(message.Headers.To);

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await base.OnOpenAsync(cancellationToken).ConfigureAwait(false);
        using AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        _ = _messages.ReadAsync(_inner, _verification.VerifyAsync);
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        _messages.End();
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        _messages.End();
        base.OnAbort();
    }

    private void Remember(ReceivedRequest received)
    {
        if (received.Reply.Certificate is { } certificate && AnswerAddressOf(received.Message.Headers) is { } address && !Clients.Add(address, certificate))
        {
            Channels.Log.AddressClaimed(Uri, address);
        }
    }

    private static Uri? AnswerAddressOf(MessageHeaders headers)
    {
        try
        {
            return (headers.ReplyTo ?? headers.From)?.Uri;
        }
        catch (MessageHeaderException)
        {
            return null;
        }
    }
}
