using System.Xml;

namespace Parley.Security;

/// <summary>A reference to a security context token by its name. WS-SecureConversation 1.3, section 8.</summary>
internal sealed class ContextReference(ContextName name, TrustProtocol protocol) : TokenReference
{
    private protected override void WriteContent(XmlDictionaryWriter writer) => ContextReferences.WriteNameReference(writer, name, protocol);
}
