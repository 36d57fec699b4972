using Parley.Channels;
using Parley.IdentityModel.Selectors;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>
/// What both directions of one endpoint need to know, made once of a binding's element and its parameters. Nothing in it changes but the
/// replay cache.
/// </summary>
internal sealed class SecurityPolicy
{
    /// <summary>The namespaces of reliable sessions, with which their actions begin.</summary>
    public static readonly string[] ReliableMessagingNamespaces = ["http://schemas.xmlsoap.org/ws/2005/02/rm", "http://docs.oasis-open.org/ws-rx/wsrm/200702"];

    private readonly PartsByAction _toService;
    private readonly PartsByAction _toClient;
    private readonly SupportingToken[] _tokens;
    private readonly Dictionary<string, SupportingToken[]> _tokensByAction = new(StringComparer.Ordinal);

    private SecurityPolicy(SecurityBindingElement element, BindingParameterCollection parameters, ChannelProtectionRequirements? requirements, bool isClient)
    {
        Element = element;
        IsClient = isClient;
        Profile = ProtectionProfile.Create(element, isClient).Checked();
        Time = parameters.Find<TimeProvider>() ?? TimeProvider.System;
        ClientCredentials = parameters.Find<IClientCredentials>();
        ServiceCredentials = parameters.Find<IServiceCredentials>();
        requirements ??= parameters.Find<ChannelProtectionRequirements>();
        var infrastructure = parameters.Find<InfrastructureMessages>();
        _toService = PartsByAction.Create(element, requirements?.IncomingSignatureParts, requirements?.IncomingEncryptionParts, infrastructure);
        _toClient = PartsByAction.Create(element, requirements?.OutgoingSignatureParts, requirements?.OutgoingEncryptionParts, infrastructure);
        MaxClockSkew = isClient ? element.LocalClientSettings.MaxClockSkew : element.LocalServiceSettings.MaxClockSkew;
        ReplayWindow = isClient ? element.LocalClientSettings.ReplayWindow : element.LocalServiceSettings.ReplayWindow;
        var detectsReplays = isClient ? element.LocalClientSettings.DetectReplays : element.LocalServiceSettings.DetectReplays;
        if (detectsReplays && element.IncludeTimestamp)
        {
            Replays = new ReplayCache(isClient ? element.LocalClientSettings.ReplayCacheSize : element.LocalServiceSettings.ReplayCacheSize);
        }

        _tokens = [.. Supporting(element.EndpointSupportingTokenParameters, isOptional: false), .. Supporting(element.OptionalEndpointSupportingTokenParameters, isOptional: true)];
        foreach (var action in element.OperationSupportingTokenParameters.Keys.Union(element.OptionalOperationSupportingTokenParameters.Keys))
        {
            _tokensByAction[action] =
            [
                .. _tokens,
                .. element.OperationSupportingTokenParameters.TryGetValue(action, out var required) ? Supporting(required, isOptional: false) : [],
                .. element.OptionalOperationSupportingTokenParameters.TryGetValue(action, out var optional) ? Supporting(optional, isOptional: true) : [],
            ];
        }
    }

    /// <summary>The binding's element.</summary>
    public SecurityBindingElement Element { get; }

    /// <summary>Whether this is the client's side.</summary>
    public bool IsClient { get; }

    /// <summary>Algorithms, versions and layout.</summary>
    public ProtectionProfile Profile { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The time, UTC.</summary>
    public DateTime Now => Time.GetUtcNow().UtcDateTime;

    /// <summary>What the client shows, and how it checks services; null when the parameters have none.</summary>
    public IClientCredentials? ClientCredentials { get; }

    /// <summary>What the service shows, and how it checks clients; null when the parameters have none.</summary>
    public IServiceCredentials? ServiceCredentials { get; }

    /// <summary>How a client checks certificates of services.</summary>
    public X509CertificateValidator ServiceCertificateValidator => field ??= ClientCredentials?.ServiceCertificate.Authentication.CreateValidator() ?? X509CertificateValidator.ChainTrust;

    /// <summary>How a service checks certificates of clients.</summary>
    public X509CertificateValidator ClientCertificateValidator => field ??= ServiceCredentials?.ClientCertificate.Authentication.CreateValidator() ?? X509CertificateValidator.ChainTrust;

    /// <summary>How much the clocks of the two sides may differ.</summary>
    public TimeSpan MaxClockSkew { get; }

    /// <summary>How old a message may be.</summary>
    public TimeSpan ReplayWindow { get; }

    /// <summary>The messages that have come before; null where they are not looked for.</summary>
    public ReplayCache? Replays { get; }

    /// <summary>Whether replies repeat the signatures of their requests.</summary>
    public bool ConfirmsSignatures => Profile.IsSecurity11
        && Element is SymmetricSecurityBindingElement { RequireSignatureConfirmation: true } or AsymmetricSecurityBindingElement { RequireSignatureConfirmation: true };

    /// <summary>The policy of a client.</summary>
    /// <param name="element">The binding's element.</param>
    /// <param name="parameters">Credentials, the clock, and what is protected by action.</param>
    /// <param name="requirements">What is protected, where it is not what the parameters say; else null.</param>
    public static SecurityPolicy CreateClient(
        SecurityBindingElement element, BindingParameterCollection parameters, ChannelProtectionRequirements? requirements = null) =>
        new(element, parameters, requirements, isClient: true);

    /// <summary>The policy of a service.</summary>
    /// <param name="element">The binding's element.</param>
    /// <param name="parameters">Credentials, the clock, and what is protected by action.</param>
    /// <param name="requirements">What is protected, where it is not what the parameters say; else null.</param>
    public static SecurityPolicy CreateService(
        SecurityBindingElement element, BindingParameterCollection parameters, ChannelProtectionRequirements? requirements = null) =>
        new(element, parameters, requirements, isClient: false);

    /// <summary>What is protected of a message that this side sends.</summary>
    /// <param name="action">Its action; null for none.</param>
    public MessageParts GetOutgoingParts(string? action) => (IsClient ? _toService : _toClient).Get(action);

    /// <summary>What has to be protected of a message that this side gets.</summary>
    /// <param name="action">Its action; null for none.</param>
    public MessageParts GetIncomingParts(string? action) => (IsClient ? _toClient : _toService).Get(action);

    /// <summary>The tokens of all messages, and those of some actions.</summary>
    public IEnumerable<SupportingToken> AllSupportingTokens => _tokens.Concat(_tokensByAction.Values.SelectMany(static tokens => tokens)).Distinct();

    /// <summary>The tokens that messages of the client have beside the one that protects them.</summary>
    /// <param name="action">The message's action; null for none.</param>
    public IReadOnlyList<SupportingToken> GetSupportingTokens(string? action) =>
        action is not null && _tokensByAction.TryGetValue(action, out var tokens) ? tokens : _tokens;

    private static IEnumerable<SupportingToken> Supporting(SupportingTokenParameters parameters, bool isOptional) =>
    [
        .. parameters.Signed.Select(token => new SupportingToken(token, SupportingTokenKind.Signed, isOptional)),
        .. parameters.SignedEncrypted.Select(token => new SupportingToken(token, SupportingTokenKind.SignedEncrypted, isOptional)),
        .. parameters.Endorsing.Select(token => new SupportingToken(token, SupportingTokenKind.Endorsing, isOptional)),
        .. parameters.SignedEndorsing.Select(token => new SupportingToken(token, SupportingTokenKind.SignedEndorsing, isOptional)),
    ];

    /// <summary>
    /// The parts of the messages of one direction. An action that nobody has said anything of has all of its body protected: what is not known
    /// is never protected less.
    /// </summary>
    private sealed class PartsByAction
    {
        private readonly Dictionary<string, MessageParts> _known = new(StringComparer.Ordinal);
        private MessageParts _others = MessageParts.None;
        private MessageParts _signedBody = MessageParts.None;
        private InfrastructureMessages? _infrastructure;

        public static PartsByAction Create(SecurityBindingElement element, ScopedMessagePartSpecification? signed, ScopedMessagePartSpecification? encrypted, InfrastructureMessages? infrastructure)
        {
            var parts = new PartsByAction { _infrastructure = infrastructure };
            if (element is TransportSecurityBindingElement)
            {
                return parts;
            }

            var encrypts = element is not AsymmetricSecurityBindingElement { IsCertificateSignatureBinding: true };
            parts._others = Combine(signed, encrypted, "*", encrypts);
            foreach (var action in (signed?.Actions ?? []).Union(encrypted?.Actions ?? []))
            {
                parts._known[action] = Combine(signed, encrypted, action, encrypts);
            }

            parts._signedBody = new MessageParts(Signed(new MessagePartSpecification(isBodyIncluded: true)), MessagePartSpecification.NoParts);
            if (element is SymmetricSecurityBindingElement { ProtectionTokenParameters: SecureConversationSecurityTokenParameters })
            {
                // Nothing in a request to end a session is secret.
                var protocol = TrustProtocol.Of(element.MessageSecurityVersion);
                parts._known[protocol.RequestAction(TokenRequestKind.Cancel)] = parts._signedBody;
                parts._known[protocol.ResponseAction(TokenRequestKind.Cancel)] = parts._signedBody;

                // What the service says of the session is protected in full, whatever the contract says of its own messages.
                parts._known[SecurityFaults.ConversationFaultAction] = parts._signedBody with { Encrypted = ReadOnly(new MessagePartSpecification(isBodyIncluded: true)) };
            }

            return parts;
        }

        public MessageParts Get(string? action) =>
            action is not null && _known.TryGetValue(action, out var parts) ? parts
            : _infrastructure?.IsAction(action) is true ? _signedBody
            : _others;

        private static MessageParts Combine(ScopedMessagePartSpecification? signed, ScopedMessagePartSpecification? encrypted, string action, bool encrypts) =>
            new(Signed(Find(signed, action)), encrypts ? ReadOnly(Find(encrypted, action)) : MessagePartSpecification.NoParts);

        private static MessagePartSpecification Find(ScopedMessagePartSpecification? specification, string action)
        {
            var parts = new MessagePartSpecification();
            if (specification is null)
            {
                parts.IsBodyIncluded = true;
                return parts;
            }

            if (specification.TryGetParts(action, out var own) || specification.TryGetParts("*", out own))
            {
                parts.Union(own);
                return parts;
            }

            parts.IsBodyIncluded = true;
            parts.Union(specification.ChannelParts);
            return parts;
        }

        private static MessagePartSpecification Signed(MessagePartSpecification parts)
        {
            parts.Union(ChannelProtectionRequirements.AddressingHeaders(AddressingVersion.WSAddressing10));
            parts.Union(ChannelProtectionRequirements.AddressingHeaders(AddressingVersion.WSAddressingAugust2004));
            parts.Union(new MessagePartSpecification([.. ReliableMessagingNamespaces.Select(ns => new System.Xml.XmlQualifiedName("", ns))]));
            return ReadOnly(parts);
        }

        private static MessagePartSpecification ReadOnly(MessagePartSpecification parts)
        {
            parts.MakeReadOnly();
            return parts;
        }
    }
}
