using System.Xml;

namespace Parley.Security;

/// <summary>A key that is encrypted for a certificate's owner. XML-Encryption, section 3.5.1.</summary>
/// <param name="id">The value of Id.</param>
/// <param name="wrapAlgorithm">How the key is encrypted.</param>
/// <param name="reference">The certificate.</param>
/// <param name="cipher">The encrypted key.</param>
internal sealed class EncryptedKeyElement(string id, string wrapAlgorithm, TokenReference reference, byte[] cipher) : HeaderElement(id)
{
    private readonly XmlDictionaryString _algorithm = SecurityNames.Add(wrapAlgorithm);

    /// <summary>What the key itself encrypts, by id. Null when another element says it.</summary>
    public IReadOnlyList<string>? Encrypts { get; set; }

    public override void Write(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(SecurityNames.EncryptionPrefix, SecurityNames.EncryptedKey, SecurityNames.Encryption);
        writer.WriteAttributeString(null, SecurityNames.Id, null, Id);
        writer.WriteStartElement(SecurityNames.EncryptionPrefix, SecurityNames.EncryptionMethod, SecurityNames.Encryption);
        WriteAttribute(writer, SecurityNames.Algorithm, _algorithm);
        if (wrapAlgorithm == SecurityAlgorithms.RsaOaepKeyWrap)
        {
            writer.WriteStartElement(string.Empty, SecurityNames.DigestMethod, SecurityNames.Signature);
            WriteAttribute(writer, SecurityNames.Algorithm, SecurityNames.Sha1);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        writer.WriteStartElement(string.Empty, SecurityNames.KeyInfo, SecurityNames.Signature);
        reference.Write(writer);
        writer.WriteEndElement();
        EncryptedData.WriteCipher(writer, cipher, 0, cipher.Length);
        if (Encrypts is not null)
        {
            EncryptedData.WriteReferenceList(writer, Encrypts);
        }

        writer.WriteEndElement();
    }
}
