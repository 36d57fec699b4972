using System.Xml;

namespace Parley.Channels;

/// <summary>The prefix and the attributes of an element that was read, so that it can be written again as it was.</summary>
internal sealed class ElementShape
{
    private readonly string _prefix;
    private readonly Attribute[] _attributes;

    private ElementShape(string prefix, Attribute[] attributes)
    {
        _prefix = prefix;
        _attributes = attributes;
    }

    /// <summary>The shape of the element that the reader stands on.</summary>
    public static ElementShape Read(XmlDictionaryReader reader)
    {
        var prefix = reader.Prefix;
        var attributes = reader.AttributeCount == 0 ? [] : new Attribute[reader.AttributeCount];
        for (var i = 0; i < attributes.Length; i++)
        {
            reader.MoveToAttribute(i);
            attributes[i] = new Attribute(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
        }

        reader.MoveToElement();
        return new ElementShape(prefix, attributes);
    }

    /// <summary>The shape of an element with declarations of prefixes and no other attributes.</summary>
    public static ElementShape Create(string prefix, params ReadOnlySpan<(string Prefix, string Namespace)> declarations)
    {
        var attributes = new Attribute[declarations.Length];
        for (var i = 0; i < attributes.Length; i++)
        {
            attributes[i] = new Attribute("xmlns", declarations[i].Prefix, WireNames.XmlnsNamespace.Value, declarations[i].Namespace);
        }

        return new ElementShape(prefix, attributes);
    }

    /// <summary>The shape of an element with the declarations of the element that the reader stands on.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="ns">The namespace of the element that will be written.</param>
    public static ElementShape ReadDeclarations(XmlDictionaryReader reader, string ns)
    {
        var prefix = WireNames.EnvelopePrefix;
        var attributes = new List<Attribute>();
        while (reader.MoveToNextAttribute())
        {
            var attribute = new Attribute(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
            if (attribute.IsDeclaration)
            {
                attributes.Add(attribute);
                prefix = attribute.Value == ns ? attribute.DeclaredPrefix : prefix;
            }
        }

        reader.MoveToElement();
        return new ElementShape(prefix, [.. attributes]);
    }

    /// <summary>Writes the element's start tag.</summary>
    public void WriteStart(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString ns)
    {
        writer.WriteStartElement(_prefix, name, ns);
        foreach (var attribute in _attributes)
        {
            if (attribute.IsDeclaration)
            {
                writer.WriteXmlnsAttribute(attribute.DeclaredPrefix, attribute.Value);
            }
            else
            {
                writer.WriteAttributeString(attribute.Prefix, attribute.LocalName, attribute.Namespace, attribute.Value);
            }
        }
    }

    /// <summary>Declares on the element being written the prefixes that its text may need and that the writer does not have.</summary>
    public void WriteMissingDeclarations(XmlDictionaryWriter writer, XmlDictionaryReader source)
    {
        foreach (var attribute in _attributes)
        {
            if (attribute.IsDeclaration && attribute.DeclaredPrefix.Length > 0 && attribute.Value.Length > 0
                && source.LookupNamespace(attribute.DeclaredPrefix) == attribute.Value
                && writer.LookupPrefix(attribute.Value) is null)
            {
                writer.WriteXmlnsAttribute(attribute.DeclaredPrefix, attribute.Value);
            }
        }
    }

    /// <summary>An attribute's value; null when the element does not have it.</summary>
    public string? GetAttribute(string localName, string ns)
    {
        foreach (var attribute in _attributes)
        {
            if (attribute.LocalName == localName && attribute.Namespace == ns)
            {
                return attribute.Value;
            }
        }

        return null;
    }

    private readonly record struct Attribute(string Prefix, string LocalName, string Namespace, string Value)
    {
        public bool IsDeclaration => Prefix == "xmlns" || (Prefix.Length == 0 && LocalName == "xmlns");

        public string DeclaredPrefix => Prefix.Length == 0 ? "" : LocalName;
    }
}
