using System.Xml;

namespace Parley.Formatting;

/// <summary>Elements that say that they have no value: <c>xsi:nil</c> of XML Schema part 1, section 2.6.2.</summary>
internal static class Nil
{
    internal static readonly XmlDictionaryString SchemaInstance = new XmlDictionary(1).Add("http://www.w3.org/2001/XMLSchema-instance");
    private static readonly XmlDictionaryString Name = new XmlDictionary(1).Add("nil");

    internal static void Write(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString ns)
    {
        writer.WriteStartElement(name, ns);
        writer.WriteStartAttribute("i", Name, SchemaInstance);
        writer.WriteValue(true);
        writer.WriteEndAttribute();
        writer.WriteEndElement();
    }

    /// <summary>Goes past the element and answers true when it says that it has no value.</summary>
    internal static bool TryRead(XmlDictionaryReader reader)
    {
        if (reader.AttributeCount == 0
            || reader.GetAttribute(Name, SchemaInstance) is not { } nil
            || !XmlConvert.ToBoolean(nil))
        {
            return false;
        }

        reader.Skip();
        return true;
    }
}
