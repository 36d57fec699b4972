using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>A value of a primitive type, written and read without a serializer.</summary>
/// <typeparam name="T">The type; for a value type also its nullable.</typeparam>
internal sealed class PrimitiveFormat<T>(Primitive<T> primitive, bool isNullable) : ValueFormat
    where T : notnull
{
    internal override void Write(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString ns, object? value)
    {
        if (value is null && isNullable)
        {
            Nil.Write(writer, name, ns);
            return;
        }

        writer.WriteStartElement(name, ns);
        primitive.WriteContent(writer, (T)value!);
        writer.WriteEndElement();
    }

    internal override bool TryWrite(PlainBodyWriter writer, PlainName name, object? value) =>
        value is not null && primitive.Plain is { } plain && plain.TryWrite(writer, name, (T)value);

    internal override bool TryRead(ref PlainBodyReader reader, PlainName name, out object? value)
    {
        if (primitive.Plain is not { } plain || !plain.TryRead(ref reader, name, out var found))
        {
            value = null;
            return false;
        }

        value = Boxes.Box(found);
        return true;
    }

    internal override object? Read(XmlDictionaryReader reader) =>
        isNullable && Nil.TryRead(reader) ? null : Boxes.Box(primitive.ReadElement(reader));
}
