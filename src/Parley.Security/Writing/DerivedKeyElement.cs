using System.Xml;

namespace Parley.Security;

/// <summary>A key that is derived of another. WS-SecureConversation 1.3, section 7.</summary>
/// <param name="id">The value of wsu:Id.</param>
/// <param name="reference">The token whose key it is derived of.</param>
/// <param name="length">Its length in bytes.</param>
/// <param name="nonce">What makes it differ from others of the same token.</param>
/// <param name="protocol">The version.</param>
internal sealed class DerivedKeyElement(string id, TokenReference reference, int length, byte[] nonce, TrustProtocol protocol) : HeaderElement(id)
{
    /// <summary>The length that a receiver takes when none is said.</summary>
    private const int UsualLength = 32;

    public override void Write(XmlDictionaryWriter writer)
    {
        var prefix = protocol.Conversation.Prefix.Value;
        var ns = protocol.Conversation.Namespace;
        writer.WriteStartElement(prefix, SecurityNames.DerivedKeyToken, ns);
        WriteId(writer);
        reference.Write(writer);
        if (length != UsualLength)
        {
            writer.WriteStartElement(prefix, SecurityNames.Offset, ns);
            writer.WriteValue(0);
            writer.WriteEndElement();
            writer.WriteStartElement(prefix, SecurityNames.Length, ns);
            writer.WriteValue(length);
            writer.WriteEndElement();
        }

        writer.WriteStartElement(prefix, SecurityNames.Nonce, ns);
        writer.WriteBase64(nonce, 0, nonce.Length);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }
}
