using Parley.Channels;

namespace Parley.Security;

/// <summary>A client's secure session in which both sides send when they like: its keys, and what it makes of the service's messages.</summary>
internal abstract class ClientDuplexConversation : ConversationDuplexChannel
{
    private readonly ClientSecureSession _session;
    private readonly ClientVerifier _verifier;

    /// <param name="factory">The factory.</param>
    /// <param name="client">What its channels share.</param>
    /// <param name="to">The service.</param>
    /// <param name="openWay">Opens the way on which a token, or a new key, is asked for.</param>
    protected ClientDuplexConversation(ChannelManagerBase factory, SessionClient client, EndpointAddress to, Func<CancellationToken, ValueTask<ITokenWay>> openWay)
        : base(factory, client.Protection, client.Clock)
    {
        Client = client;
        _session = client.CreateSession(to, openWay);
        _verifier = new ClientVerifier(client, _session, to.Uri);
    }

    public override EndpointAddress? LocalAddress => Connection.LocalAddress;

    public override EndpointAddress RemoteAddress => Connection.RemoteAddress;

    public override Uri Via => Connection.Via;

    /// <summary>What the factory's channels share.</summary>
    protected SessionClient Client { get; }

    protected override string Identifier => _session.Identifier;

    protected override bool IsReliable => Client.IsReliable;

    protected override MessageVersion MessageVersion => Client.Version;

    protected override ISecureConversation Conversation => new ConversationName(_session.Identifier, Client.Protocol, () => _session.Instance);

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        await _session.OpenAsync(cancellationToken).ConfigureAwait(false);
        await Connection.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override ValueTask<ContextKey> LeaseToSendAsync(CancellationToken cancellationToken) => _session.LeaseAsync(cancellationToken);

    protected override ContextKey? LeaseToEnd() => _session.LeaseCurrent();

    protected override void Address(Message cancel) => TokenMessages.AskFor(cancel, LocalAddress is { IsAnonymous: false } local ? local : null);

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
}
