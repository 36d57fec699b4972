using System.Xml;

namespace Parley.Security;

/// <summary>The addresses of WS-Trust and WS-SecureConversation in one of their two generations.</summary>
internal sealed class TrustProtocol
{
    private readonly string _trust;

    private TrustProtocol(TrustVersion trust, SecureConversationVersion conversation, bool collects)
    {
        Trust = trust;
        Conversation = conversation;
        CollectsResponses = collects;
        _trust = trust.Namespace.Value;
        ContextTokenType = SecurityNames.Add(conversation.Namespace.Value + "/sct");
        DerivedKeyTokenType = SecurityNames.Add(conversation.Namespace.Value + "/dk");
        DerivedKeyAlgorithm = SecurityNames.Add(conversation.Namespace.Value + "/dk/p_sha1");
        ComputedKeyAlgorithm = SecurityNames.Add(_trust + "/CK/PSHA1");
        NonceType = SecurityNames.Add(_trust + "/Nonce");
        _requestTypes = [SecurityNames.Add(_trust + "/Issue"), SecurityNames.Add(_trust + "/Renew"), SecurityNames.Add(_trust + "/Cancel")];
        _requestActions = [_trust + "/RST/SCT", _trust + "/RST/SCT/Renew", _trust + "/RST/SCT/Cancel"];
        _responseActions = [_trust + "/RSTR/SCT", _trust + "/RSTR/SCT/Renew", _trust + "/RSTR/SCT/Cancel"];
    }

    private readonly XmlDictionaryString[] _requestTypes;
    private readonly string[] _requestActions;
    private readonly string[] _responseActions;

    /// <summary>WS-Trust and WS-SecureConversation of February 2005.</summary>
    public static TrustProtocol February2005 { get; } = new(TrustVersion.WSTrustFeb2005, SecureConversationVersion.WSSecureConversationFeb2005, collects: false);

    /// <summary>WS-Trust 1.3 and WS-SecureConversation 1.3.</summary>
    public static TrustProtocol Oasis { get; } = new(TrustVersion.WSTrust13, SecureConversationVersion.WSSecureConversation13, collects: true);

    public TrustVersion Trust { get; }

    public SecureConversationVersion Conversation { get; }

    /// <summary>Whether a response stands in a collection. WS-Trust 1.3, section 4.3.</summary>
    public bool CollectsResponses { get; }

    /// <summary>The type of a security context token, and of references to one.</summary>
    public XmlDictionaryString ContextTokenType { get; }

    public XmlDictionaryString DerivedKeyTokenType { get; }

    public XmlDictionaryString DerivedKeyAlgorithm { get; }

    public XmlDictionaryString ComputedKeyAlgorithm { get; }

    /// <summary>The type of a binary secret that is entropy.</summary>
    public XmlDictionaryString NonceType { get; }

    public static TrustProtocol Of(MessageSecurityVersion version) => version.TrustVersion == TrustVersion.WSTrust13 ? Oasis : February2005;

    public XmlDictionaryString RequestType(TokenRequestKind kind) => _requestTypes[(int)kind];

    public string RequestAction(TokenRequestKind kind) => _requestActions[(int)kind];

    public string ResponseAction(TokenRequestKind kind) => _responseActions[(int)kind];

    /// <summary>What a message with the action asks for.</summary>
    /// <returns>Null for every other action.</returns>
    public TokenRequestKind? RequestOf(string? action)
    {
        var index = Array.IndexOf(_requestActions, action);
        return index < 0 ? null : (TokenRequestKind)index;
    }

    /// <summary>What a message with the action answers.</summary>
    /// <returns>Null for every other action.</returns>
    public TokenRequestKind? ResponseOf(string? action)
    {
        var index = Array.IndexOf(_responseActions, action);
        return index < 0 ? null : (TokenRequestKind)index;
    }
}
