using System.Xml;

namespace Parley.Security;

/// <summary>A reference to a token by bytes that only it has: a thumbprint, a subject key identifier, the hash of an encrypted key.</summary>
/// <param name="valueType">What the bytes are.</param>
/// <param name="identifier">The bytes.</param>
/// <param name="saysEncoding">Whether their encoding is said although it is the usual: the Basic Security Profile asks for it.</param>
internal sealed class KeyIdentifierReference(XmlDictionaryString valueType, byte[] identifier, bool saysEncoding) : TokenReference
{
    private protected override void WriteContent(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.KeyIdentifier, SecurityNames.Security10);
        WriteAttribute(writer, SecurityNames.ValueType, valueType);
        if (saysEncoding)
        {
            WriteAttribute(writer, SecurityNames.EncodingType, SecurityNames.Base64Encoding);
        }

        writer.WriteBase64(identifier, 0, identifier.Length);
        writer.WriteEndElement();
    }
}
