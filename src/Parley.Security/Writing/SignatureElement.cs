using System.Buffers.Text;
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
    /// <param name="scratch">Room to use; what it holds is lost.</param>
    public static SignatureElement Sign(string id, SignedReferences references, SigningKey key, XmlDictionaryString digest, PooledBytes scratch)
    {
        var signature = new SignatureElement(id, references, key, digest);
        scratch.Clear();
        signature.AppendSignedInfo(scratch, isDeclared: false);
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

        if (writer is CanonicalWriter canonical)
        {
            AppendSignedInfo(canonical.BeginContent(), isDeclared: true);
        }
        else
        {
            WriteSignedInfo(writer);
        }

        writer.WriteStartElement(string.Empty, SecurityNames.SignatureValue, SecurityNames.Signature);
        writer.WriteBase64(Value, 0, Value.Length);
        writer.WriteEndElement();
        writer.WriteStartElement(string.Empty, SecurityNames.KeyInfo, SecurityNames.Signature);
        _key.Reference.Write(writer);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    // SignedInfo as WriteSignedInfo writes it, in its canonical form.
    private void AppendSignedInfo(PooledBytes output, bool isDeclared)
    {
        output.Append(isDeclared ? "<SignedInfo>"u8 : "<SignedInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\">"u8);
        output.Append("<CanonicalizationMethod Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></CanonicalizationMethod><SignatureMethod Algorithm=\""u8);
        CanonicalText.AppendVerbatim(output, _key.AlgorithmName.Value);
        output.Append("\"></SignatureMethod>"u8);
        for (var i = 0; i < _references.Count; i++)
        {
            output.Append("<Reference URI=\"#"u8);
            CanonicalText.AppendVerbatim(output, _references.Id(i));
            output.Append("\"><Transforms><Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"></Transform></Transforms><DigestMethod Algorithm=\""u8);
            CanonicalText.AppendVerbatim(output, _digest.Value);
            output.Append("\"></DigestMethod><DigestValue>"u8);
            var digest = _references.Digests.AsSpan(i * _references.DigestSize, _references.DigestSize);
            Base64.EncodeToUtf8(digest, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(digest.Length)), out _, out var written);
            output.Advance(written);
            output.Append("</DigestValue></Reference>"u8);
        }

        output.Append("</SignedInfo>"u8);
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
