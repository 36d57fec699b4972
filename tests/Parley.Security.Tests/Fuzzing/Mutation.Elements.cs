using System.Xml;

namespace Parley.Security.Tests.Fuzzing;

internal sealed partial class Mutation
{
    private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    private static readonly string[] _fragments =
    [
        "<a:From xmlns:a='http://www.w3.org/2005/08/addressing'><a:Address>http://evil/</a:Address></a:From>",
        "<a:FaultTo xmlns:a='http://www.w3.org/2005/08/addressing'><a:Address>http://evil/</a:Address></a:FaultTo>",
        "<a:To xmlns:a='http://www.w3.org/2005/08/addressing'>http://evil/</a:To>",
        "<a:Action xmlns:a='http://www.w3.org/2005/08/addressing'>urn:evil</a:Action>",
        "<c:Custom xmlns:c='urn:app'>evil</c:Custom>",
        "<u:Timestamp xmlns:u='" + Utility + "'><u:Created>2026-11-21T08:00:00Z</u:Created><u:Expires>2099-11-21T08:00:00Z</u:Expires></u:Timestamp>",
        "<o:UsernameToken xmlns:o='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'><o:Username>eve</o:Username></o:UsernameToken>",
        "<o:Security xmlns:o='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'/>",
        "<d:Signature xmlns:d='http://www.w3.org/2000/09/xmldsig#'/>",
        "<e:ReferenceList xmlns:e='http://www.w3.org/2001/04/xmlenc#'/>",
        "<x:unknown xmlns:x='urn:x'>something</x:unknown>",
    ];

    private static void Delete(Mutation m)
    {
        var element = m.PickInner();
        element.ParentNode!.RemoveChild(element);
    }

    private static void Repeat(Mutation m)
    {
        var element = m.PickInner();
        element.ParentNode!.InsertAfter(element.Clone(), element);
    }

    private static void RepeatOften(Mutation m)
    {
        var element = m.PickInner();
        var copies = Math.Min(2 + m._random.Next(500), LargestMutant / (element.OuterXml.Length + 1));
        for (var i = 0; i < copies; i++)
        {
            element.ParentNode!.InsertAfter(element.Clone(), element);
        }
    }

    private static void Move(Mutation m)
    {
        var element = m.PickInner();
        element.ParentNode!.RemoveChild(element);
        m.InsertInto(m.Pick(m.Elements())!, element);
    }

    private static void Swap(Mutation m)
    {
        var one = m.PickInner();
        var other = m.PickInner();
        if (one == other || Holds(one, other) || Holds(other, one))
        {
            return;
        }

        var place = m._document.CreateElement("place");
        one.ParentNode!.ReplaceChild(place, one);
        other.ParentNode!.ReplaceChild(one, other);
        place.ParentNode!.ReplaceChild(other, place);
    }

    private static void Wrap(Mutation m)
    {
        var element = m.PickInner();
        var wrapper = m._random.Next(3) switch
        {
            0 => m._document.CreateElement("w", "Wrap", "urn:w"),
            1 => (XmlElement)element.CloneNode(deep: false),
            _ => (XmlElement)m.Pick(m.Elements())!.CloneNode(deep: false),
        };
        element.ParentNode!.ReplaceChild(wrapper, element);
        wrapper.AppendChild(element);
    }

    private static void Unwrap(Mutation m)
    {
        var element = m.PickInner();
        while (element.FirstChild is { } child)
        {
            element.ParentNode!.InsertBefore(child, element);
        }

        element.ParentNode!.RemoveChild(element);
    }

    private static void Rename(Mutation m)
    {
        var element = m.PickInner();
        var like = m.Pick(m.Elements())!;
        Replace(m, element, like.Prefix, m._random.Next(4) == 0 ? element.LocalName.ToUpperInvariant() : like.LocalName, like.NamespaceURI);
    }

    private static void ChangeNamespace(Mutation m)
    {
        var element = m.PickInner();
        Replace(m, element, element.Prefix, element.LocalName, m._random.Next(2) == 0 ? "urn:other" : element.NamespaceURI + "/");
    }

    private static void ChangePrefix(Mutation m)
    {
        var element = m.PickInner();
        Replace(m, element, "other", element.LocalName, element.NamespaceURI);
    }

    private static void Insert(Mutation m)
    {
        var fragment = m._document.CreateDocumentFragment();
        fragment.InnerXml = _fragments[m._random.Next(_fragments.Length)];
        m.InsertInto(m.Pick(m.Elements())!, fragment.FirstChild!);
    }

    private static void Nest(Mutation m)
    {
        var element = m.Pick(m.Elements())!;
        for (var depth = 1 + m._random.Next(m._random.Next(10) == 0 ? 3000 : 20); depth > 0; depth--)
        {
            var inner = m._document.CreateElement("n");
            element.AppendChild(inner);
            element = inner;
        }
    }

    /// <summary>Signature wrapping: what was signed goes elsewhere with its identifier, and something else stands in its place.</summary>
    private static void WrapSigned(Mutation m)
    {
        var signed = m.Elements().FindAll(element => element.ParentNode is XmlElement && element.Attributes.Cast<XmlAttribute>().Any(attribute => attribute.LocalName == "Id"));
        if (m.Pick(signed) is not { } original)
        {
            return;
        }

        m._story.Append(original.Name).Append(' ');
        var forged = (XmlElement)original.Clone();
        original.ParentNode!.ReplaceChild(forged, original);
        switch (m._random.Next(4))
        {
            case 0:
                forged.RemoveAllAttributes();
                break;
            case 1:
                foreach (var id in forged.Attributes.Cast<XmlAttribute>().Where(attribute => attribute.LocalName == "Id"))
                {
                    id.Value += "x";
                }

                break;
            case 2:
                forged.RemoveAll();
                break;
        }

        foreach (var text in forged.SelectNodes(".//text()")!.OfType<XmlText>())
        {
            text.Value = text.Value == "evil" ? "evil2" : m._random.Next(2) == 0 ? text.Value : "evil";
        }

        var wrapper = m._random.Next(4) switch
        {
            0 => m._document.CreateElement("w", "Wrap", "urn:w"),
            1 => m._document.CreateElement("d", "Object", "http://www.w3.org/2000/09/xmldsig#"),
            2 => (XmlElement)original.CloneNode(deep: false),
            _ => null,
        };
        wrapper?.AppendChild(original);
        var parent = m._random.Next(5) switch
        {
            0 => m.Find("Header"),
            1 => m.Find("Security"),
            2 => m.Find("Signature"),
            3 => forged,
            _ => m.Pick(m.Elements()),
        };
        m.InsertInto(parent ?? m.Pick(m.Elements())!, (XmlNode?)wrapper ?? original);
    }

    private static bool Holds(XmlNode outer, XmlNode inner)
    {
        for (var node = inner.ParentNode; node is not null; node = node.ParentNode)
        {
            if (node == outer)
            {
                return true;
            }
        }

        return false;
    }

    private static void Replace(Mutation m, XmlElement element, string prefix, string name, string ns)
    {
        var other = m._document.CreateElement(prefix, name, ns);
        foreach (var attribute in element.Attributes.Cast<XmlAttribute>().ToList())
        {
            if (!(attribute.Prefix == "xmlns" && attribute.LocalName == prefix) && attribute.Name != "xmlns")
            {
                other.SetAttributeNode(element.RemoveAttributeNode(attribute)!);
            }
        }

        while (element.FirstChild is { } child)
        {
            other.AppendChild(child);
        }

        element.ParentNode!.ReplaceChild(other, element);
    }
}
