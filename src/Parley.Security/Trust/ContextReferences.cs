using System.Xml;

namespace Parley.Security;

/// <summary>
/// Reads and writes wsse:SecurityTokenReference to a security context token: by its name, or by the id of its element. WS-SecureConversation 1.3,
/// section 8.
/// </summary>
internal static class ContextReferences
{
    /// <summary>Writes a reference by name: for messages that do not have the token.</summary>
    public static void WriteByName(XmlDictionaryWriter writer, ContextName name, TrustProtocol protocol)
    {
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.SecurityTokenReference, SecurityNames.Security10);
        WriteNameReference(writer, name, protocol);
        writer.WriteEndElement();
    }

    /// <summary>Writes the element Reference of a reference by name.</summary>
    public static void WriteNameReference(XmlDictionaryWriter writer, ContextName name, TrustProtocol protocol)
    {
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.Reference, SecurityNames.Security10);
        writer.WriteAttributeString(null, SecurityNames.Uri, null, name.Identifier);
        if (name.Instance is not null)
        {
            writer.WriteAttributeString(protocol.Conversation.Prefix.Value, SecurityNames.Instance, protocol.Conversation.Namespace, name.Instance);
        }

        writer.WriteStartAttribute(null, SecurityNames.ValueType, null);
        writer.WriteString(protocol.ContextTokenType);
        writer.WriteEndAttribute();
        writer.WriteFullEndElement();
    }

    /// <summary>Writes a reference by id: for messages that have the token.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="id">The id of the token's element.</param>
    /// <param name="protocol">The version.</param>
    /// <param name="isTyped">Whether the type is said although the element says it too.</param>
    public static void WriteById(XmlDictionaryWriter writer, string id, TrustProtocol protocol, bool isTyped)
    {
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.SecurityTokenReference, SecurityNames.Security10);
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.Reference, SecurityNames.Security10);
        if (isTyped)
        {
            writer.WriteStartAttribute(null, SecurityNames.ValueType, null);
            writer.WriteString(protocol.ContextTokenType);
            writer.WriteEndAttribute();
        }

        writer.WriteStartAttribute(null, SecurityNames.Uri, null);
        writer.WriteString("#");
        writer.WriteString(id);
        writer.WriteEndAttribute();
        writer.WriteFullEndElement();
        writer.WriteEndElement();
    }

    /// <summary>Reads a reference by name, and stands behind it afterwards.</summary>
    /// <exception cref="MalformedTrustException">It is another kind of reference.</exception>
    public static ContextName Read(XmlDictionaryReader reader, TrustProtocol protocol)
    {
        if (!reader.IsStartElement(SecurityNames.SecurityTokenReference, SecurityNames.Security10) || reader.IsEmptyElement)
        {
            throw new MalformedTrustException("A SecurityTokenReference is missing.");
        }

        reader.ReadStartElement();
        if (!TrustXml.IsElement(reader, SecurityNames.Reference, SecurityNames.Security10))
        {
            throw new MalformedTrustException("The SecurityTokenReference does not refer to a security context token by its name.");
        }

        var identifier = reader.GetAttribute(SecurityNames.Uri, XmlDictionaryString.Empty);
        var type = reader.GetAttribute(SecurityNames.ValueType, XmlDictionaryString.Empty);
        var instance = reader.GetAttribute(SecurityNames.Instance, protocol.Conversation.Namespace);
        if (string.IsNullOrEmpty(identifier) || identifier.Length > ContextName.MaxLength || instance?.Length > ContextName.MaxLength)
        {
            throw new MalformedTrustException("The SecurityTokenReference has no name of a security context, or one that is too long.");
        }

        if (type is not null && type != protocol.ContextTokenType.Value)
        {
            throw new MalformedTrustException("The SecurityTokenReference refers to another kind of token than a security context token.");
        }

        TrustXml.SkipElement(reader);
        TrustXml.End(reader);
        return new ContextName(identifier, instance);
    }
}
