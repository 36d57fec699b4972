using System.Xml;

namespace Parley.Security;

/// <summary>Writes what XML-Encryption has for encrypted parts.</summary>
internal static class EncryptedData
{
    /// <summary>Writes xenc:EncryptedData.</summary>
    public static void Write(XmlDictionaryWriter writer, EncryptedPart part)
    {
        writer.WriteStartElement(SecurityNames.EncryptionPrefix, SecurityNames.EncryptedData, SecurityNames.Encryption);
        writer.WriteAttributeString(null, SecurityNames.Id, null, part.Id);
        WriteAttribute(writer, SecurityNames.Type, part.IsContent ? SecurityNames.EncryptedContent : SecurityNames.EncryptedElement);
        writer.WriteStartElement(SecurityNames.EncryptionPrefix, SecurityNames.EncryptionMethod, SecurityNames.Encryption);
        WriteAttribute(writer, SecurityNames.Algorithm, part.Key.AlgorithmName);
        writer.WriteEndElement();
        if (part.Key.Reference is { } reference)
        {
            writer.WriteStartElement(string.Empty, SecurityNames.KeyInfo, SecurityNames.Signature);
            reference.Write(writer);
            writer.WriteEndElement();
        }

        WriteCipher(writer, part.Bytes.Array, 0, part.Bytes.Count);
        writer.WriteEndElement();
    }

    /// <summary>Writes xenc:CipherData.</summary>
    public static void WriteCipher(XmlDictionaryWriter writer, byte[] cipher, int offset, int count)
    {
        writer.WriteStartElement(SecurityNames.EncryptionPrefix, SecurityNames.CipherData, SecurityNames.Encryption);
        writer.WriteStartElement(SecurityNames.EncryptionPrefix, SecurityNames.CipherValue, SecurityNames.Encryption);
        writer.WriteBase64(cipher, offset, count);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>Writes xenc:ReferenceList.</summary>
    public static void WriteReferenceList(XmlDictionaryWriter writer, IReadOnlyList<string> ids)
    {
        writer.WriteStartElement(SecurityNames.EncryptionPrefix, SecurityNames.ReferenceList, SecurityNames.Encryption);
        for (var i = 0; i < ids.Count; i++)
        {
            writer.WriteStartElement(SecurityNames.EncryptionPrefix, SecurityNames.DataReference, SecurityNames.Encryption);
            writer.WriteStartAttribute(null, SecurityNames.Uri, null);
            writer.WriteString("#");
            writer.WriteString(ids[i]);
            writer.WriteEndAttribute();
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteAttribute(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString value)
    {
        writer.WriteStartAttribute(null, name, null);
        writer.WriteString(value);
        writer.WriteEndAttribute();
    }
}
