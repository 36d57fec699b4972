using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

namespace Parley.Security.Tests.Writing;

/// <summary>
/// A second opinion: decrypts and verifies a message with the platform's XML classes, on a tree, without any code of the library.
/// </summary>
internal sealed class PlatformVerifier
{
    public const string Signature = "http://www.w3.org/2000/09/xmldsig#";
    public const string Encryption = "http://www.w3.org/2001/04/xmlenc#";
    public const string Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    public const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    public PlatformVerifier(string envelope)
    {
        Document.LoadXml(envelope);
    }

    public XmlDocument Document { get; } = new() { PreserveWhitespace = true };

    public XmlElement Body => (XmlElement)Document.DocumentElement!.ChildNodes.Cast<XmlNode>().Single(node => node.LocalName == "Body");

    public XmlElement Header => (XmlElement)Document.DocumentElement!.ChildNodes.Cast<XmlNode>().Single(node => node.LocalName == "Header");

    public XmlElement SecurityHeader => Header.ChildNodes.OfType<XmlElement>().Single(node => node.LocalName == "Security" && node.NamespaceURI == Security);

    /// <summary>Replaces everything that is encrypted, and returns the ids of what was.</summary>
    public List<string> Decrypt(byte[] key)
    {
        var ids = new List<string>();
        while (Document.GetElementsByTagName("EncryptedData", Encryption).Cast<XmlElement>().FirstOrDefault() is { } data)
        {
            ids.Add(data.GetAttribute("Id"));
            var method = data.GetElementsByTagName("EncryptionMethod", Encryption).Cast<XmlElement>().First().GetAttribute("Algorithm");
            var cipher = Convert.FromBase64String(data.GetElementsByTagName("CipherValue", Encryption).Cast<XmlElement>().First().InnerText);
            var plain = Decrypt(method, key, cipher);
            var fragment = Document.CreateDocumentFragment();
            var context = new XmlParserContext(null, Namespaces(data), null, XmlSpace.Preserve);
            using var reader = new XmlTextReader(Encoding.UTF8.GetString(plain), XmlNodeType.Element, context) { DtdProcessing = DtdProcessing.Prohibit };
            while (Document.ReadNode(reader) is { } node)
            {
                fragment.AppendChild(node);
            }

            data.ParentNode!.ReplaceChild(fragment, data);
        }

        return ids;
    }

    /// <summary>The ids that a signature covers, after every digest and the signature itself have been checked.</summary>
    public List<string> Verify(XmlElement signature, Func<string, byte[], byte[], bool> verify)
    {
        var ids = new List<string>();
        foreach (var reference in signature.GetElementsByTagName("Reference", Signature).Cast<XmlElement>())
        {
            var id = reference.GetAttribute("URI")[1..];
            ids.Add(id);
            var method = Child(reference, "DigestMethod").GetAttribute("Algorithm");
            var bytes = Canonical(Find(id));
            var digest = method.EndsWith("#sha256", StringComparison.Ordinal) ? SHA256.HashData(bytes) : SHA1.HashData(bytes);
            Assert.Equal(Child(reference, "DigestValue").InnerText, Convert.ToBase64String(digest));
        }

        var info = Child(signature, "SignedInfo");
        Assert.True(
            verify(Child(info, "SignatureMethod").GetAttribute("Algorithm"), Canonical(info), Convert.FromBase64String(Child(signature, "SignatureValue").InnerText)),
            "The signature's value is wrong.");
        return ids;
    }

    public List<XmlElement> Signatures() => [.. SecurityHeader.ChildNodes.OfType<XmlElement>().Where(node => node.LocalName == "Signature" && node.NamespaceURI == Signature)];

    /// <summary>The names of the elements of the security header, in order.</summary>
    public IEnumerable<string> Layout() => SecurityHeader.ChildNodes.OfType<XmlElement>().Select(node => node.LocalName);

    public XmlElement Find(string id)
    {
        var found = Document.SelectNodes("//*")!.Cast<XmlElement>().Where(node => node.GetAttribute("Id", Utility) == id || node.GetAttribute("Id") == id).ToList();
        return Assert.Single(found);
    }

    public static XmlElement Child(XmlElement parent, string name) => parent.ChildNodes.OfType<XmlElement>().Single(node => node.LocalName == name);

    private static byte[] Canonical(XmlElement element)
    {
        // The transform takes a document: the element with the declarations that are in scope, which the form leaves out again.
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(element.OuterXml);
        foreach (var (prefix, ns) in Namespaces(element).GetNamespacesInScope(XmlNamespaceScope.ExcludeXml))
        {
            var name = prefix.Length == 0 ? "xmlns" : "xmlns:" + prefix;
            if (prefix != "xmlns" && !document.DocumentElement!.HasAttribute(name))
            {
                document.DocumentElement.SetAttribute(name, ns);
            }
        }

        var transform = new XmlDsigExcC14NTransform();
        transform.LoadInput(document);
        using var stream = (Stream)transform.GetOutput(typeof(Stream));
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static XmlNamespaceManager Namespaces(XmlElement element)
    {
        var manager = new XmlNamespaceManager(element.OwnerDocument.NameTable);
        var ancestors = new Stack<XmlElement>();
        for (XmlNode? node = element; node is XmlElement ancestor; node = node.ParentNode)
        {
            ancestors.Push(ancestor);
        }

        foreach (var attribute in ancestors.SelectMany(ancestor => ancestor.Attributes.Cast<XmlAttribute>()))
        {
            if (attribute.Name == "xmlns")
            {
                manager.AddNamespace("", attribute.Value);
            }
            else if (attribute.Prefix == "xmlns")
            {
                manager.AddNamespace(attribute.LocalName, attribute.Value);
            }
        }

        return manager;
    }

    private static byte[] Decrypt(string method, byte[] key, byte[] cipher)
    {
        if (method.EndsWith("gcm", StringComparison.Ordinal))
        {
            using var gcm = new AesGcm(key, 16);
            var opened = new byte[cipher.Length - 28];
            gcm.Decrypt(cipher.AsSpan(0, 12), cipher.AsSpan(12, opened.Length), cipher.AsSpan(cipher.Length - 16), opened);
            return opened;
        }

        using SymmetricAlgorithm algorithm = method.Contains("tripledes", StringComparison.Ordinal) ? TripleDES.Create() : Aes.Create();
        algorithm.Key = key;
        var block = algorithm.BlockSize / 8;
        var plain = algorithm.DecryptCbc(cipher.AsSpan(block), cipher.AsSpan(0, block), PaddingMode.None);
        return plain[..^plain[^1]];
    }
}
