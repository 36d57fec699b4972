using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>A client's secure session over a connection. Its token, and each new key, is asked for over a connection of its own, as WCF does.</summary>
internal sealed class ClientConversationChannel : ConversationDuplexChannel
{
    private readonly SessionClient _client;
    private readonly IDuplexSessionChannel _connection;
    private readonly Func<IDuplexSessionChannel> _create;
    private readonly ClientSecureSession _session;
    private readonly ClientVerifier _verifier;

    /// <param name="factory">The factory.</param>
    /// <param name="client">What its channels share.</param>
    /// <param name="create">Makes a connection to the service, not open yet.</param>
    public ClientConversationChannel(ChannelManagerBase factory, SessionClient client, Func<IDuplexSessionChannel> create)
        : base(factory, client.Protection, client.Clock)
    {
        _client = client;
        _create = create;
        _connection = create();
        _session = client.CreateSession(RemoteAddress, AskAsync);
        _verifier = new ClientVerifier(client, _session, RemoteAddress.Uri);
    }

    public override EndpointAddress? LocalAddress => _connection.LocalAddress;

    public override EndpointAddress RemoteAddress => _connection.RemoteAddress;

    public override Uri Via => _connection.Via;

    protected override string Identifier => _session.Identifier;

    protected override IDuplexSessionChannel Connection => _connection;

    protected override MessageVersion MessageVersion => _client.Version;

    protected override ISecureConversation Conversation => new ConversationName(_session.Identifier, _client.Protocol, () => _session.Instance);

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await _session.OpenAsync(cancellationToken).ConfigureAwait(false);
        await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        _session.End();
        _connection.Abort();
    }

    protected override void OnFaulted()
    {
        _session.End();
        _connection.Abort();
        base.OnFaulted();
    }

    protected override ValueTask<ContextKey> LeaseToSendAsync(CancellationToken cancellationToken) => _session.LeaseAsync(cancellationToken);

    protected override ContextKey? LeaseToEnd() => _session.LeaseCurrent();

    protected override void Address(Message cancel)
    {
        cancel.Headers.MessageId = new UniqueId();
        cancel.Headers.SetAnonymousReplyTo();
    }

    protected override void EndSession() => _session.End();

    protected override ValueTask<Message?> TakeAsync(Message message, CancellationToken cancellationToken)
    {
        try
        {
            return new(_verifier.Verify(message));
        }
        catch (MessageSecurityException exception) when (exception.InnerException is FaultException fault && SecurityFaults.Find(fault.Code) == SecurityFaultCode.RenewNeeded)
        {
            // The message that it was about is lost; those that follow have a new key.
            return default;
        }
    }

    private async ValueTask<Message?> AskAsync(Message request, CancellationToken cancellationToken)
    {
        var connection = _create();
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var answer = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (answer is null)
            {
                await connection.CloseAsync(cancellationToken).ConfigureAwait(false);
                return null;
            }

            _ = CloseAsync(connection);
            return answer;
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }

    private static async Task CloseAsync(IDuplexSessionChannel connection)
    {
        try
        {
            await connection.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            connection.Abort();
        }
    }
}
