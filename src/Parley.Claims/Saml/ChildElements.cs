using System.Xml;

namespace Parley.Claims.Saml;

/// <summary>The child elements of an element, to be taken one after the other. Beside them, it may have white space and nothing else.</summary>
internal sealed class ChildElements
{
    private readonly XmlElement _parent;
    private readonly List<XmlElement> _children = [];
    private int _next;

    /// <exception cref="XmlException">The element has text.</exception>
    public ChildElements(XmlElement parent)
    {
        _parent = parent;
        foreach (XmlNode child in parent.ChildNodes)
        {
            if (child is XmlElement element)
            {
                _children.Add(element);
            }
            else if (!string.IsNullOrWhiteSpace(child.Value))
            {
                throw new XmlException($"The element {parent.Name} has text, where only elements belong.");
            }
        }
    }

    /// <summary>The text of an element that has nothing but text.</summary>
    /// <exception cref="XmlException">It has elements.</exception>
    public static string TextOf(XmlElement element)
    {
        foreach (XmlNode child in element.ChildNodes)
        {
            if (child is XmlElement)
            {
                throw new XmlException($"The element {element.Name} has elements, where only text belongs.");
            }
        }

        return element.InnerText;
    }

    /// <summary>The element that comes next; null at the end.</summary>
    public XmlElement? Next => _next < _children.Count ? _children[_next] : null;

    /// <summary>Whether an element comes next.</summary>
    public bool NextIs(string localName, string namespaceUri) => Next is { } next && next.LocalName == localName && next.NamespaceURI == namespaceUri;

    /// <summary>Takes the next element, whatever it is.</summary>
    /// <exception cref="XmlException">There is none.</exception>
    public XmlElement Take() => _next < _children.Count ? _children[_next++] : throw new XmlException($"The element {_parent.Name} has too few elements.");

    /// <summary>Takes the next element, which must be this one.</summary>
    /// <exception cref="XmlException">It is another.</exception>
    public XmlElement Take(string localName, string namespaceUri) =>
        NextIs(localName, namespaceUri) ? Take() : throw new XmlException($"The element {_parent.Name} lacks the element {localName}, or has it at another place.");

    /// <summary>Takes the next element when it is this one.</summary>
    public XmlElement? TakeIf(string localName, string namespaceUri) => NextIs(localName, namespaceUri) ? Take() : null;

    /// <summary>Takes all elements of a name that come next, of which there must be one at least.</summary>
    /// <exception cref="XmlException">There is none.</exception>
    public IEnumerable<XmlElement> TakeSome(string localName, string namespaceUri)
    {
        do
        {
            yield return Take(localName, namespaceUri);
        }
        while (NextIs(localName, namespaceUri));
    }

    /// <summary>Says that no more may come.</summary>
    /// <exception cref="XmlException">More comes.</exception>
    public void End()
    {
        if (Next is { } more)
        {
            throw new XmlException($"The element {more.Name} is not known here, or does not belong at its place, in the element {_parent.Name}.");
        }
    }
}
