using System.Text;
using System.Xml;

namespace Parley.Claims.Saml;

/// <summary>
/// A token's XML as a document of its own, whose root the token's element is: what stands around it in a message cannot be taken for a part of it. Comments are left
/// out, as no signature covers them.
/// </summary>
internal static class TokenDocument
{
    private const int MaxDepth = 64;
    private const int MaxAttributes = 128;

    // What a node costs at least, in characters.
    private const int NodeSize = 16;

    private static readonly XmlReaderSettings s_readerSettings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private static readonly XmlWriterSettings s_writerSettings = new() { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize, ConformanceLevel = ConformanceLevel.Fragment };

    /// <summary>Reads the element that a reader stands at, and moves past it.</summary>
    /// <exception cref="XmlException">It is not well formed, or too large.</exception>
    public static XmlDocument Load(XmlReader reader, int maxSize)
    {
        if (reader.NodeType != XmlNodeType.Element)
        {
            throw new XmlException("A token's element is expected.");
        }

        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using (var element = reader.ReadSubtree())
        {
            Fill(document, element, maxSize);
        }

        reader.Read();
        return document;
    }

    /// <summary>Reads a document from a text.</summary>
    /// <exception cref="XmlException">It is not well formed, or too large.</exception>
    public static XmlDocument Parse(string text, int maxSize)
    {
        using var reader = XmlReader.Create(new StringReader(text), s_readerSettings);
        return LoadWhole(reader, maxSize);
    }

    /// <summary>Reads a document from UTF-8.</summary>
    /// <exception cref="XmlException">It is not well formed, or too large.</exception>
    public static XmlDocument Parse(Stream utf8, int maxSize)
    {
        using var reader = XmlReader.Create(new StreamReader(utf8, new UTF8Encoding(false, throwOnInvalidBytes: true)), s_readerSettings);
        try
        {
            return LoadWhole(reader, maxSize);
        }
        catch (DecoderFallbackException damage)
        {
            throw new XmlException("The document is not UTF-8.", damage);
        }
    }

    /// <summary>The text of a node, from which the same is read again.</summary>
    public static string ToText(XmlNode node)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, s_writerSettings))
        {
            node.WriteTo(writer);
        }

        return text.ToString();
    }

    /// <summary>Writes an element with all it contains, so that the same is read again: carriage returns are not left to the writer's care.</summary>
    /// <exception cref="ArgumentException">The writer indents, which changes what is signed.</exception>
    public static void WriteTo(XmlElement element, XmlWriter writer)
    {
        if (writer.Settings?.Indent == true)
        {
            throw new ArgumentException("The writer indents. A signed token is written without changes: set XmlWriterSettings.Indent to false.", nameof(writer));
        }

        writer.WriteStartElement(element.Prefix, element.LocalName, element.NamespaceURI);
        foreach (XmlAttribute attribute in element.Attributes)
        {
            attribute.WriteTo(writer);
        }

        foreach (XmlNode child in element.ChildNodes)
        {
            if (child is XmlElement inner)
            {
                WriteTo(inner, writer);
            }
            else
            {
                WriteText(child.Value!, writer);
            }
        }

        writer.WriteEndElement();
    }

    private static void WriteText(string text, XmlWriter writer)
    {
        var parts = text.Split('\r');
        writer.WriteString(parts[0]);
        foreach (var part in parts.AsSpan(1))
        {
            writer.WriteCharEntity('\r');
            writer.WriteString(part);
        }
    }

    private static XmlDocument LoadWhole(XmlReader reader, int maxSize)
    {
        reader.MoveToContent();
        var document = Load(reader, maxSize);
        while (!reader.EOF)
        {
            if (reader.NodeType is not (XmlNodeType.Whitespace or XmlNodeType.Comment or XmlNodeType.None))
            {
                throw new XmlException("More follows after the token's element.");
            }

            reader.Read();
        }

        return document;
    }

    private static void Fill(XmlDocument document, XmlReader reader, int maxSize)
    {
        XmlNode parent = document;
        var size = 0L;
        void Count(int characters) => size = size + NodeSize + characters <= maxSize
            ? size + NodeSize + characters
            : throw new XmlException($"The token is larger than {maxSize} characters, which is what MaxTokenSize allows.");

        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth > MaxDepth || reader.AttributeCount > MaxAttributes)
                    {
                        throw new XmlException($"The token has elements that are nested deeper than {MaxDepth}, or have more than {MaxAttributes} attributes.");
                    }

                    Count(reader.Name.Length);
                    var element = document.CreateElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                    parent.AppendChild(element);
                    parent = reader.IsEmptyElement ? parent : element;
                    while (reader.MoveToNextAttribute())
                    {
                        Count(reader.Name.Length + reader.Value.Length);
                        var attribute = document.CreateAttribute(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                        attribute.Value = reader.Value;
                        element.SetAttributeNode(attribute);
                    }

                    break;
                case XmlNodeType.EndElement:
                    parent = parent.ParentNode!;
                    break;
                case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    Count(reader.Value.Length);
                    parent.AppendChild(document.CreateTextNode(reader.Value));
                    break;
                case XmlNodeType.CDATA:
                    // The platform's readers leave line ends in CDATA sections as they are (XML 1.0, section 2.11).
                    Count(reader.Value.Length);
                    parent.AppendChild(document.CreateTextNode(reader.Value.ReplaceLineEndings("\n")));
                    break;
                case XmlNodeType.Comment:
                    break;
                default:
                    throw new XmlException($"A node of type {reader.NodeType} does not belong in a token.");
            }
        }
    }
}
