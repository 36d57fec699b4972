using System.Xml;

namespace Parley.Security;

/// <summary>Writes the bodies of requests about security context tokens, in the order of elements that deployed services write.</summary>
internal static class TokenRequestWriter
{
    public static void Write(XmlDictionaryWriter writer, TokenRequest request, TrustProtocol protocol)
    {
        var prefix = protocol.Trust.Prefix.Value;
        var ns = protocol.Trust.Namespace;
        writer.WriteStartElement(prefix, SecurityNames.RequestSecurityToken, ns);
        if (request.Context is not null)
        {
            writer.WriteAttributeString(null, SecurityNames.Context, null, request.Context);
        }

        if (request.Kind != TokenRequestKind.Cancel)
        {
            WriteValue(writer, prefix, SecurityNames.TokenType, ns, protocol.ContextTokenType);
        }

        WriteValue(writer, prefix, SecurityNames.RequestType, ns, protocol.RequestType(request.Kind));
        if (request.Entropy is not null)
        {
            WriteEntropy(writer, request.Entropy, request.EntropyId!, declaresUtility: true, protocol);
        }

        if (request.KeySize > 0)
        {
            writer.WriteStartElement(prefix, SecurityNames.KeySize, ns);
            writer.WriteValue(request.KeySize);
            writer.WriteEndElement();
        }

        if (request.Target is { } target)
        {
            writer.WriteStartElement(prefix, request.Kind == TokenRequestKind.Renew ? SecurityNames.RenewTarget : SecurityNames.CancelTarget, ns);
            ContextReferences.WriteByName(writer, target, protocol);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    internal static void WriteEntropy(XmlDictionaryWriter writer, byte[] entropy, string id, bool declaresUtility, TrustProtocol protocol)
    {
        writer.WriteStartElement(protocol.Trust.Prefix.Value, SecurityNames.Entropy, protocol.Trust.Namespace);
        WriteSecret(writer, entropy, id, protocol.NonceType, declaresUtility, protocol);
        writer.WriteEndElement();
    }

    internal static void WriteSecret(
        XmlDictionaryWriter writer, byte[] secret, string id, XmlDictionaryString? type, bool declaresUtility, TrustProtocol protocol)
    {
        writer.WriteStartElement(protocol.Trust.Prefix.Value, SecurityNames.BinarySecret, protocol.Trust.Namespace);
        writer.WriteAttributeString(SecurityNames.UtilityPrefix, SecurityNames.Id, SecurityNames.Utility, id);
        if (type is not null)
        {
            writer.WriteStartAttribute(null, SecurityNames.Type, null);
            writer.WriteString(type);
            writer.WriteEndAttribute();
        }

        if (declaresUtility)
        {
            writer.WriteXmlnsAttribute(SecurityNames.UtilityPrefix, SecurityNames.Utility);
        }

        writer.WriteBase64(secret, 0, secret.Length);
        writer.WriteEndElement();
    }

    internal static void WriteValue(XmlDictionaryWriter writer, string prefix, XmlDictionaryString name, XmlDictionaryString ns, XmlDictionaryString value)
    {
        writer.WriteStartElement(prefix, name, ns);
        writer.WriteString(value);
        writer.WriteEndElement();
    }
}
