using System.Xml;

namespace Parley.Security;

/// <summary>Says which token a key is of: the element wsse:SecurityTokenReference. WS-Security 1.1, section 7.</summary>
internal abstract class TokenReference
{
    /// <summary>The type of token; null when it is not said. WS-Security 1.1 only.</summary>
    public XmlDictionaryString? TokenType { get; init; }

    public void Write(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.SecurityTokenReference, SecurityNames.Security10);
        if (TokenType is not null)
        {
            writer.WriteStartAttribute(SecurityNames.Security11Prefix, SecurityNames.TokenType, SecurityNames.Security11);
            writer.WriteString(TokenType);
            writer.WriteEndAttribute();
        }

        WriteContent(writer);
        writer.WriteEndElement();
    }

    private protected abstract void WriteContent(XmlDictionaryWriter writer);

    private protected static void WriteAttribute(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString value)
    {
        writer.WriteStartAttribute(null, name, null);
        writer.WriteString(value);
        writer.WriteEndAttribute();
    }
}
