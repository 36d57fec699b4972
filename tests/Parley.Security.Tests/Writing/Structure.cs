using System.Text;
using System.Xml;

namespace Parley.Security.Tests.Writing;

/// <summary>What two messages that were protected alike have in common: elements, order, attributes and what refers to what, not values.</summary>
internal static class Structure
{
    public static string Of(XmlElement root)
    {
        var ids = new Dictionary<string, string>();
        Collect(root, ids);
        var text = new StringBuilder();
        Describe(root, ids, text, 0);
        return text.ToString();
    }

    private static void Collect(XmlElement element, Dictionary<string, string> ids)
    {
        foreach (var attribute in element.Attributes.Cast<XmlAttribute>().Where(attribute => attribute.LocalName == "Id"))
        {
            ids.Add(attribute.Value, $"id{ids.Count}");
        }

        foreach (var child in element.ChildNodes.OfType<XmlElement>())
        {
            Collect(child, ids);
        }
    }

    private static void Describe(XmlElement element, Dictionary<string, string> ids, StringBuilder text, int depth)
    {
        text.Append(' ', depth).Append('{').Append(element.NamespaceURI).Append('}').Append(element.LocalName);
        foreach (var attribute in element.Attributes.Cast<XmlAttribute>().Where(attribute => attribute.NamespaceURI != "http://www.w3.org/2000/xmlns/").OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
        {
            var value = attribute.LocalName == "Id" ? ids[attribute.Value]
                : attribute.Value.StartsWith('#') ? "#" + ids.GetValueOrDefault(attribute.Value[1..], "inside")
                : attribute.Value;
            text.Append(' ').Append(attribute.LocalName).Append('=').Append(value);
        }

        text.AppendLine();
        if (element.NamespaceURI == "http://www.w3.org/2005/08/addressing")
        {
            return;
        }

        foreach (var child in element.ChildNodes.OfType<XmlElement>())
        {
            Describe(child, ids, text, depth + 1);
        }
    }
}
