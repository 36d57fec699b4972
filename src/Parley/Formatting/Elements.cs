using System.Xml;

namespace Parley.Formatting;

/// <summary>Steps of a reader between elements.</summary>
internal static class Elements
{
    /// <summary>Goes past everything up to the end of the element that the reader is in, and past that end.</summary>
    internal static void SkipToEnd(XmlDictionaryReader reader)
    {
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            reader.Skip();
        }

        reader.ReadEndElement();
    }

}
