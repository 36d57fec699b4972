using System.Xml;

namespace Parley.Security;

/// <summary>A signature over parts of the message. XML-Signature, section 4.</summary>
internal sealed class SignatureElement : HeaderElement
{
    private readonly SignedReferences _references;
    private readonly SigningKey _key;
    private readonly XmlDictionaryString _digest;

    private SignatureElement(string id, SignedReferences references, SigningKey key, XmlDictionaryString digest)
        : base(id)
    {
        _references = references;
        _key = key;
        _digest = digest;
    }

    /// <summary>The signature.</summary>
    public byte[] Value { get; private set; } = [];

    /// <summary>Signs.</summary>
    /// <param name="id">The value of the element's Id; empty when nothing refers to it.</param>
    /// <param name="references">What is signed.</param>
    /// <param name="key">The key.</param>
    /// <param name="digest">The algorithm of the digests.</param>
    /// <param name="writer">A writer to use.</param>
    /// <param name="scratch">Room to use; what it holds stays.</param>
    public static SignatureElement Sign(
        string id, SignedReferences references, SigningKey key, XmlDictionaryString digest, CanonicalWriter writer, PooledBytes scratch)
    {
        var signature = new SignatureElement(id, references, key, digest);
        scratch.Clear();
        writer.Start(scratch, null);
        signature.WriteSignedInfo(writer);
        writer.Finish();

        // No declaration in SignedInfo is superfluous, so the output is its canonical form.
        signature.Value = key.Sign(scratch.Span);
        scratch.Clear();
        return signature;
    }

    public override void Write(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(string.Empty, SecurityNames.SignatureElement, SecurityNames.Signature);
        if (Id.Length > 0)
        {
            writer.WriteAttributeString(null, SecurityNames.Id, null, Id);
        }

        WriteSignedInfo(writer);
        writer.WriteStartElement(string.Empty, SecurityNames.SignatureValue, SecurityNames.Signature);
        writer.WriteBase64(Value, 0, Value.Length);
        writer.WriteEndElement();
        writer.WriteStartElement(string.Empty, SecurityNames.KeyInfo, SecurityNames.Signature);
        _key.Reference.Write(writer);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private void WriteSignedInfo(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(string.Empty, SecurityNames.SignedInfo, SecurityNames.Signature);
        WriteAlgorithm(writer, SecurityNames.CanonicalizationMethod, SecurityNames.ExclusiveC14N);
        WriteAlgorithm(writer, SecurityNames.SignatureMethod, _key.AlgorithmName);
        for (var i = 0; i < _references.Count; i++)
        {
            writer.WriteStartElement(string.Empty, SecurityNames.Reference, SecurityNames.Signature);
            writer.WriteStartAttribute(null, SecurityNames.Uri, null);
            writer.WriteString("#");
            writer.WriteString(_references.Id(i));
            writer.WriteEndAttribute();
            writer.WriteStartElement(string.Empty, SecurityNames.Transforms, SecurityNames.Signature);
            WriteAlgorithm(writer, SecurityNames.Transform, SecurityNames.ExclusiveC14N);
            writer.WriteEndElement();
            WriteAlgorithm(writer, SecurityNames.DigestMethod, _digest);
            writer.WriteStartElement(string.Empty, SecurityNames.DigestValue, SecurityNames.Signature);
            writer.WriteBase64(_references.Digests, i * _references.DigestSize, _references.DigestSize);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteAlgorithm(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString algorithm)
    {
        writer.WriteStartElement(string.Empty, name, SecurityNames.Signature);
        WriteAttribute(writer, SecurityNames.Algorithm, algorithm);
        writer.WriteEndElement();
    }
}
