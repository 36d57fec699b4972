using System.Xml;

namespace Parley.Formatting;

/// <summary>An array of a primitive type, written as the data contract serializer does: items named after their data contract in the
/// namespace of arrays.</summary>
/// <typeparam name="T">The type of the items.</typeparam>
internal sealed class PrimitiveArrayFormat<T>(Primitive<T> primitive, bool isNullable, PrimitiveArrayFormat<T>.Bulk? bulk = null) : ValueFormat
    where T : notnull
{
    private static readonly XmlDictionary s_dictionary = new();
    private readonly XmlDictionaryString _itemName = s_dictionary.Add(primitive.Name);

    internal override void Write(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString ns, object? value)
    {
        writer.WriteStartElement(name, ns);
        writer.WriteXmlnsAttribute(null, PrimitiveFormats.ArraysNamespace);
        if (value is null)
        {
            Nil.WriteAttribute(writer);
            writer.WriteEndElement();
            return;
        }

        writer.WriteXmlnsAttribute("i", Nil.SchemaInstance);
        var items = (T?[])value;
        if (bulk is not null)
        {
            bulk.Write(writer, _itemName, PrimitiveFormats.ArraysNamespace, (T[])value);
        }
        else
        {
            foreach (var item in items)
            {
                if (item is null && isNullable)
                {
                    Nil.Write(writer, _itemName, PrimitiveFormats.ArraysNamespace);
                    continue;
                }

                writer.WriteStartElement(_itemName, PrimitiveFormats.ArraysNamespace);
                primitive.WriteContent(writer, item!);
                writer.WriteEndElement();
            }
        }

        writer.WriteEndElement();
    }

    internal override object? Read(XmlDictionaryReader reader)
    {
        if (Nil.TryRead(reader))
        {
            return null;
        }

        if (reader.IsEmptyElement)
        {
            reader.Read();
            return Array.Empty<T>();
        }

        reader.ReadStartElement();
        var items = bulk is null ? ReadItems(reader) : bulk.Read(reader, _itemName, PrimitiveFormats.ArraysNamespace);
        Elements.SkipToEnd(reader);
        return items;
    }

    private T?[] ReadItems(XmlDictionaryReader reader)
    {
        var items = new List<T?>();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (!reader.IsStartElement(_itemName, PrimitiveFormats.ArraysNamespace))
            {
                reader.Skip();
                continue;
            }

            items.Add(isNullable && Nil.TryRead(reader) ? default : primitive.ReadElement(reader));
        }

        return [.. items];
    }

    /// <summary>What writers and readers do with a whole array at once; in binary it is one record.</summary>
    internal sealed record Bulk(
        Action<XmlDictionaryWriter, XmlDictionaryString, XmlDictionaryString, T[]> Write,
        Func<XmlDictionaryReader, XmlDictionaryString, XmlDictionaryString, T[]> Read);
}
