using System.Xml;

namespace Parley.Channels;

/// <summary>
/// A security session that outlives connections. What is made within it may be tied to its token: a sequence of reliable messages is.
/// WS-ReliableMessaging 1.1, section 6.1; WS-SecureConversation 1.3, section 8.
/// </summary>
internal interface ISecureConversation
{
    /// <summary>The session's name. It stays when the token is renewed.</summary>
    string Identifier { get; }

    /// <summary>Writes the element wsse:SecurityTokenReference that refers to the session's token.</summary>
    void WriteTokenReference(XmlDictionaryWriter writer);

    /// <summary>True when the element wsse:SecurityTokenReference, on which the reader stands, refers to the session's token.</summary>
    bool IsReferredToBy(XmlDictionaryReader reference);
}
