using System.Xml;

namespace Parley.Security;

/// <summary>A security context token. WS-SecureConversation 1.3, section 2.</summary>
internal sealed class ContextTokenElement(string id, ContextName name, byte[]? cookie, TrustProtocol protocol) : HeaderElement(id)
{
    public override void Write(XmlDictionaryWriter writer) => ContextTokens.Write(writer, name, Id, cookie, protocol);
}
