using System.Xml;

namespace Parley.Security;

/// <summary>Reads and writes the element SecurityContextToken. WS-SecureConversation 1.3, section 2.</summary>
internal static class ContextTokens
{
    /// <summary>The longest state that is read from a token, in bytes.</summary>
    public const int MaxCookie = 1 << 16;

    public static void Write(XmlDictionaryWriter writer, ContextName name, string id, byte[]? cookie, TrustProtocol protocol)
    {
        var prefix = protocol.Conversation.Prefix.Value;
        var ns = protocol.Conversation.Namespace;
        writer.WriteStartElement(prefix, SecurityNames.SecurityContextToken, ns);
        writer.WriteAttributeString(SecurityNames.UtilityPrefix, SecurityNames.Id, SecurityNames.Utility, id);
        writer.WriteElementString(prefix, SecurityNames.Identifier, ns, name.Identifier);
        if (name.Instance is not null)
        {
            writer.WriteElementString(prefix, SecurityNames.Instance, ns, name.Instance);
        }

        if (cookie is not null)
        {
            writer.WriteStartElement(SecurityNames.ExtensionPrefix, SecurityNames.Cookie, SecurityNames.Extension);
            writer.WriteBase64(cookie, 0, cookie.Length);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    /// <summary>Reads the element on which the reader stands, and stands behind it afterwards.</summary>
    /// <exception cref="MalformedTrustException">It is not what the specification says.</exception>
    public static (ContextName Name, string? Id, byte[]? Cookie) Read(XmlDictionaryReader reader, TrustProtocol protocol)
    {
        var ns = protocol.Conversation.Namespace;
        var id = reader.GetAttribute(SecurityNames.Id, SecurityNames.Utility);
        if (reader.IsEmptyElement)
        {
            throw new MalformedTrustException("The SecurityContextToken has no Identifier.");
        }

        reader.ReadStartElement();
        if (!TrustXml.IsElement(reader, SecurityNames.Identifier, ns))
        {
            throw new MalformedTrustException("The SecurityContextToken has no Identifier.");
        }

        var identifier = TrustXml.Text(reader, ContextName.MaxLength);
        if (identifier.Length == 0)
        {
            throw new MalformedTrustException("The SecurityContextToken has no Identifier.");
        }

        string? instance = null;
        byte[]? cookie = null;
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (instance is null && reader.IsStartElement(SecurityNames.Instance, ns))
            {
                instance = TrustXml.Text(reader, ContextName.MaxLength);
            }
            else if (cookie is null && reader.IsStartElement(SecurityNames.Cookie, SecurityNames.Extension))
            {
                cookie = reader.ReadElementContentAsBase64();
                if (cookie.Length > MaxCookie)
                {
                    throw new MalformedTrustException($"The state in the SecurityContextToken is longer than {MaxCookie} bytes.");
                }
            }
            else
            {
                reader.Skip();
            }
        }

        reader.ReadEndElement();
        return (new ContextName(identifier, instance), id, cookie);
    }
}
