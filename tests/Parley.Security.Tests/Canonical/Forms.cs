using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

namespace Parley.Security.Tests.Canonical;

/// <summary>Canonical forms by our own code and by the platform's XML signatures.</summary>
internal static class Forms
{
    public const string Pick = "pick";

    public static XmlDictionaryReader Read(byte[] xml) => XmlDictionaryReader.CreateTextReader(xml, XmlDictionaryReaderQuotas.Max);

    /// <summary>The form of the element on which the reader stands.</summary>
    public static byte[] Canonicalize(XmlDictionaryReader reader, string? prefixList = null)
    {
        using var bytes = new PooledBytes();
        using var canonicalizer = Canonicalizer.Rent();
        canonicalizer.Canonicalize(reader, bytes, InclusivePrefixes.Parse(prefixList));
        return bytes.Span.ToArray();
    }

    /// <summary>The form of a document's element.</summary>
    public static byte[] Canonicalize(byte[] xml, string? prefixList = null)
    {
        using var reader = Read(xml);
        reader.MoveToContent();
        return Canonicalize(reader, prefixList);
    }

    /// <summary>The form of the element that has the attribute <see cref="Pick"/>.</summary>
    public static string CanonicalizePicked(string xml, string? prefixList = null)
    {
        using var reader = Read(Encoding.UTF8.GetBytes(xml));
        while (reader.NodeType != XmlNodeType.Element || reader.GetAttribute(Pick) is null)
        {
            Assert.True(reader.Read());
        }

        return Encoding.UTF8.GetString(Canonicalize(reader, prefixList));
    }

    /// <summary>The same by the platform.</summary>
    public static string CanonicalizePickedByPlatform(string xml, string? prefixList = null)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        using var text = XmlReader.Create(new StringReader(xml));
        document.Load(text);
        var nodes = new NodeList();
        nodes.AddTree(StandAlone((XmlElement)document.SelectSingleNode($"//*[@{Pick}]")!));
        var transform = new XmlDsigExcC14NTransform(includeComments: false, prefixList);
        transform.LoadInput(nodes);
        using var stream = (Stream)transform.GetOutput(typeof(Stream));
        using var reader = new StreamReader(stream, new UTF8Encoding(false));
        return reader.ReadToEnd();
    }

    /// <summary>A copy with all declarations that are in scope, which is how the platform verifies a part of a document.</summary>
    private static XmlElement StandAlone(XmlElement element)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        var copy = (XmlElement)document.AppendChild(document.ImportNode(element, deep: true))!;
        for (var outer = element.ParentNode as XmlElement; outer is not null; outer = outer.ParentNode as XmlElement)
        {
            foreach (XmlAttribute attribute in outer.Attributes)
            {
                if (attribute.NamespaceURI == "http://www.w3.org/2000/xmlns/" && !copy.HasAttribute(attribute.Name))
                {
                    copy.Attributes.Append((XmlAttribute)document.ImportNode(attribute, deep: true));
                }
            }
        }

        return copy;
    }

    /// <summary>All nodes of a tree. XPath would leave out text that stands beside other text.</summary>
    private sealed class NodeList : XmlNodeList
    {
        private readonly List<XmlNode> _nodes = [];

        public override int Count => _nodes.Count;

        public override XmlNode? Item(int index) => index < _nodes.Count ? _nodes[index] : null;

        public override System.Collections.IEnumerator GetEnumerator() => _nodes.GetEnumerator();

        public void AddTree(XmlNode node)
        {
            _nodes.Add(node);
            foreach (XmlNode attribute in node.Attributes ?? Enumerable.Empty<XmlNode>() as System.Collections.IEnumerable)
            {
                _nodes.Add(attribute);
            }

            foreach (XmlNode child in node.ChildNodes)
            {
                AddTree(child);
            }
        }
    }
}
