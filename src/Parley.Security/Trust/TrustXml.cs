using System.Xml;

namespace Parley.Security;

/// <summary>Small steps of readers of WS-Trust.</summary>
internal static class TrustXml
{
    /// <summary>Whether the next thing, behind white space, is the start of an element of the name.</summary>
    public static bool IsElement(XmlDictionaryReader reader, XmlDictionaryString name, XmlDictionaryString ns) =>
        reader.MoveToContent() == XmlNodeType.Element && reader.IsStartElement(name, ns);

    /// <summary>Goes behind the element on which the reader stands.</summary>
    public static void SkipElement(XmlDictionaryReader reader) => reader.Skip();

    /// <summary>Skips what is left of the element, and goes behind its end.</summary>
    public static void End(XmlDictionaryReader reader)
    {
        while (reader.MoveToContent() != XmlNodeType.EndElement)
        {
            if (reader.EOF)
            {
                throw new MalformedTrustException("An element of the token request does not end.");
            }

            reader.Skip();
        }

        reader.ReadEndElement();
    }

    /// <summary>The text of the element on which the reader stands, without white space around it.</summary>
    public static string Text(XmlDictionaryReader reader, int maxLength)
    {
        var text = reader.ReadElementContentAsString().Trim();
        return text.Length <= maxLength ? text : throw new MalformedTrustException($"A value of the token request is longer than {maxLength} characters.");
    }
}
