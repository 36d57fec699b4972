using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>Elements that say that they have no value: <c>xsi:nil</c> of XML Schema part 1, section 2.6.2.</summary>
internal static class Nil
{
    internal static readonly XmlDictionaryString SchemaInstance = InStaticDictionary("http://www.w3.org/2001/XMLSchema-instance");
    private static readonly XmlDictionaryString Name = InStaticDictionary("nil");

    internal static void Write(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString ns)
    {
        writer.WriteStartElement(name, ns);
        WriteAttribute(writer);
        writer.WriteEndElement();
    }

    /// <summary>Says of the element that has just been started that it has no value.</summary>
    internal static void WriteAttribute(XmlDictionaryWriter writer)
    {
        writer.WriteStartAttribute("i", Name, SchemaInstance);
        writer.WriteValue(true);
        writer.WriteEndAttribute();
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

    private static XmlDictionaryString InStaticDictionary(string value) =>
        NbfsDictionary.Instance.TryLookup(value, out var found) ? found : throw new ArgumentException($"'{value}' is not in the dictionary.", nameof(value));
}
