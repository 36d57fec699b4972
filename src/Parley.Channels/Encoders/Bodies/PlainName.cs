using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// The name of an element in a plain body, and its tags as text. A plain body has one element, which holds elements with a value each,
/// all of one namespace, which is the default one.
/// </summary>
internal sealed class PlainName
{
    /// <summary>Tags as short as these are read under any quota that a plain body is read under.</summary>
    public const int LongestName = 128;

    /// <summary>As <see cref="LongestName"/>, for the namespace.</summary>
    public const int LongestNamespace = 512;

    private PlainName(XmlDictionaryString name, XmlDictionaryString ns)
    {
        Name = name;
        Namespace = ns;
        StartTag = Encoding.ASCII.GetBytes($"<{name.Value}>");
        EndTag = Encoding.ASCII.GetBytes($"</{name.Value}>");
        StartTagWithNamespace = Encoding.ASCII.GetBytes($"<{name.Value} xmlns=\"{ns.Value}\">");
        InlineElement = PlainBinary.Inline(PlainBinary.InlineElement, name.Value);
        InlineNamespace = PlainBinary.Inline(PlainBinary.InlineXmlns, ns.Value);
    }

    /// <summary>The local name.</summary>
    public XmlDictionaryString Name { get; }

    /// <summary>The namespace.</summary>
    public XmlDictionaryString Namespace { get; }

    /// <summary>The start tag within the element that declares the namespace.</summary>
    public byte[] StartTag { get; }

    public byte[] EndTag { get; }

    /// <summary>The start tag of the element that declares the namespace.</summary>
    public byte[] StartTagWithNamespace { get; }

    /// <summary>The start of the element as binary XML that needs no dictionary.</summary>
    public byte[] InlineElement { get; }

    /// <summary>The declaration of the namespace as binary XML that needs no dictionary.</summary>
    public byte[] InlineNamespace { get; }

    /// <summary>Makes the name.</summary>
    /// <returns>Null when it is not written as it is, or the namespace has a prefix in an envelope already.</returns>
    public static PlainName? TryCreate(XmlDictionaryString name, XmlDictionaryString ns) =>
        PlainText.IsName(Encoding.UTF8.GetBytes(name.Value)) && PlainText.IsNamespace(Encoding.UTF8.GetBytes(ns.Value))
            ? new PlainName(name, ns)
            : null;
}
