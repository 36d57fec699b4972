using System.Security.Principal;
using System.Xml;
using Parley.Channels;
using Parley.Security.Tests.Exchange;
using Parley.Security.Tokens;

namespace Parley.Security.Tests.Sessions;

/// <summary>A client's session and its service without a network between them: what one protects, the other decodes and verifies.</summary>
internal sealed class SessionPair : IDisposable
{
    public const string Action = "urn:action";

    private readonly MessageEncoder _encoder;
    private readonly BufferManager _buffers = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
    private readonly TokenIssuer _issuer;

    public SessionPair(Action<SecurityBindingElement>? configure = null)
    {
        var element = SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateUserNameForCertificateBindingElement());
        configure?.Invoke(element);
        var token = element.SessionToken!;
        var agreement = new KeyAgreement(element.KeyEntropyMode, element.DefaultAlgorithmSuite);
        Table = new SecureSessionTable(SessionLimits.Create(element.LocalServiceSettings, TimeSpan.FromMinutes(10), allowsRenewal: true), Clock);
        _issuer = new TokenIssuer(agreement, Table, null, Clock);
        ServiceProtection = new SessionProtection(SecurityPolicy.CreateService(element, [Clock]), token);
        ClientProtection = new SessionProtection(SecurityPolicy.CreateClient(element, [Clock]), token);
        var settings = element.LocalClientSettings;
        var renewal = new ConversationRenewal(true, settings.SessionKeyRenewalInterval, settings.CookieRenewalThresholdPercentage, settings.SessionKeyRolloverInterval);
        Session = new ClientSecureSession(renewal, new TokenRequestor(agreement, new Exchange(this), Clock), Clock, TimeSpan.FromMinutes(1));
        Client = new SessionClient
        {
            Protection = ClientProtection,
            CreateBootstrap = (_, _) => throw new InvalidOperationException(),
            Agreement = agreement,
            Renewal = renewal,
            Version = MessageVersion.Default,
            Clock = Clock,
            SendTimeout = TimeSpan.FromMinutes(1),
        };
        Verifier = new ClientVerifier(Client, Session, Address);
        _encoder = new TextMessageEncodingBindingElement().CreateMessageEncoderFactory().Encoder;
    }

    public static Uri Address { get; } = new("http://localhost/service");

    public TestClock Clock { get; } = new(new DateTime(2026, 11, 22, 8, 0, 0, DateTimeKind.Utc));

    public SecureSessionTable Table { get; }

    public SessionProtection ServiceProtection { get; }

    public SessionProtection ClientProtection { get; }

    public SessionClient Client { get; }

    public ClientSecureSession Session { get; }

    public ClientVerifier Verifier { get; }

    public static SessionPair Open(Action<SecurityBindingElement>? configure = null)
    {
        var pair = new SessionPair(configure);
        pair.Session.OpenAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return pair;
    }

    public static Message NewMessage(string action = Action, UniqueId? relatesTo = null)
    {
        var message = Message.CreateMessage(MessageVersion.Default, action, "hello");
        message.Headers.MessageId = new UniqueId();
        message.Headers.RelatesTo = relatesTo;
        message.Headers.To = Address;
        return message;
    }

    /// <summary>What the client sends, by its key of today.</summary>
    public SecuredMessage Protect(Message message, out string? instance)
    {
        var key = Session.LeaseAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        instance = key.Instance;
        try
        {
            return ClientProtection.Protect(message, new ContextName(Session.Identifier, key.Instance), key);
        }
        finally
        {
            key.Return();
        }
    }

    /// <summary>What the service sends, by its key of today.</summary>
    public SecuredMessage ProtectByService(Message message, byte[]? confirmed = null)
    {
        var key = Table.Find(Session.Identifier)!.LeaseCurrent()!;
        try
        {
            return ServiceProtection.Protect(message, new ContextName(Session.Identifier, key.Instance), key, confirmed);
        }
        finally
        {
            key.Return();
        }
    }

    /// <summary>The service verifies a message, and counts it as the use of its key.</summary>
    public VerifiedInSession Receive(Message message)
    {
        var verified = ServiceProtection.VerifyOfClient(message, new SessionContexts(Table));
        ((SecureSession)verified.Owner).TryUse(verified.Key);
        return verified;
    }

    /// <summary>The message as it arrives.</summary>
    public Message Transfer(Message message)
    {
        using (message)
        {
            var written = _encoder.WriteMessage(message, int.MaxValue, _buffers, 0);
            return _encoder.ReadMessage(written, _buffers, _encoder.ContentType);
        }
    }

    /// <summary>The message that arrives twice: what somebody between keeps, and sends where he likes.</summary>
    public (Message First, Message Second) TransferTwice(Message message)
    {
        using (message)
        {
            var written = _encoder.WriteMessage(message, int.MaxValue, _buffers, 0);
            var copy = _buffers.TakeBuffer(written.Count);
            written.AsSpan().CopyTo(copy);
            return (_encoder.ReadMessage(written, _buffers, _encoder.ContentType), _encoder.ReadMessage(new ArraySegment<byte>(copy, 0, written.Count), _buffers, _encoder.ContentType));
        }
    }

    public void Dispose()
    {
        Session.End();
        Table.Close();
        Table.Dispose();
    }

    private sealed class Exchange(SessionPair pair) : ITokenExchange
    {
        private static readonly ServiceSecurityContext _alice = new(new GenericIdentity("alice", "Test"));

        public ValueTask<TokenResponse> AskAsync(TokenRequest request, (ContextName Name, ContextKey Key)? endorsement, CancellationToken cancellationToken) =>
            new(pair._issuer.Answer(request with { Entropy = request.Entropy?.ToArray() }, _alice, endorsement is { } by ? [by.Name] : []));
    }
}
