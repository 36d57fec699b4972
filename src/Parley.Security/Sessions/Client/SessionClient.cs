using Parley.Channels;

namespace Parley.Security;

/// <summary>What the channels of one factory for secure sessions share.</summary>
internal sealed class SessionClient
{
    /// <summary>Protects and verifies the messages of sessions.</summary>
    public required SessionProtection Protection { get; init; }

    /// <summary>Makes what protects one request for a token to a service; it endorses it by the context, when there is one.</summary>
    public required Func<EndpointAddress, (ContextName Name, ContextKey Key)?, ClientProtection> CreateBootstrap { get; init; }

    /// <summary>How keys are made.</summary>
    public required KeyAgreement Agreement { get; init; }

    /// <summary>When keys are renewed.</summary>
    public required ConversationRenewal Renewal { get; init; }

    /// <summary>The version of messages.</summary>
    public required MessageVersion Version { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>How long a renewal may take, and a new connection in the place of one that was lost.</summary>
    public required TimeSpan SendTimeout { get; init; }

    /// <summary>Whether a session goes on over a new connection when its connection is lost (ReconnectTransportOnFailure).</summary>
    public bool Reconnects { get; init; }

    /// <summary>Whether a reliable session is above, which sends again what is lost.</summary>
    public bool IsReliable { get; init; }

    /// <summary>The version of tokens.</summary>
    public TrustProtocol Protocol => Protection.Protocol;

    /// <summary>Makes what asks a service for tokens.</summary>
    /// <param name="to">The service.</param>
    /// <param name="open">Opens the way on which a request goes.</param>
    public TokenRequestor CreateRequestor(EndpointAddress to, Func<CancellationToken, ValueTask<ITokenWay>> open) =>
        new(Agreement, new TokenExchange(endorsement => CreateBootstrap(to, endorsement), open, Version, Protocol, to, Clock), Clock);

    /// <summary>Makes a session, not open yet.</summary>
    /// <param name="to">The service.</param>
    /// <param name="open">Opens the way on which a request for a token goes.</param>
    public ClientSecureSession CreateSession(EndpointAddress to, Func<CancellationToken, ValueTask<ITokenWay>> open) =>
        new(Renewal, CreateRequestor(to, open), Clock, SendTimeout);
}
