using System.Globalization;
using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>A byte array, as base64 in text, as bytes in binary and beside the envelope in MTOM.</summary>
internal sealed class Base64Format : ValueFormat
{
    internal override void Write(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString ns, object? value)
    {
        if (value is null)
        {
            Nil.Write(writer, name, ns);
            return;
        }

        var bytes = (byte[])value;
        writer.WriteStartElement(name, ns);
        writer.WriteBase64(bytes, 0, bytes.Length);
        writer.WriteEndElement();
    }

    internal override bool TryWrite(PlainBodyWriter writer, PlainName name, object? value) =>
        value is byte[] bytes && writer.TryWriteBytes(name, bytes);

    internal override bool TryRead(ref PlainBodyReader reader, PlainName name, out object? value)
    {
        var isRead = reader.TryReadBytes(name, out var bytes);
        value = bytes;
        return isRead;
    }

    internal override object? Read(XmlDictionaryReader reader) => Nil.TryRead(reader) ? null : ReadElement(reader);

    internal static byte[] ReadElement(XmlDictionaryReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return [];
        }

        reader.ReadStartElement();
        var bytes = reader.TryGetBase64ContentLength(out var length) && length <= reader.Quotas.MaxArrayLength
            ? ReadKnown(reader, length)
            : reader.ReadContentAsBase64();
        reader.ReadEndElement();
        return bytes;
    }

    /// <summary>Reads content whose length the reader knows into one array of that length.</summary>
    private static byte[] ReadKnown(XmlDictionaryReader reader, int length)
    {
        if (length == 0)
        {
            return reader.ReadContentAsBase64();
        }

        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var filled = 0;
        while (filled < length)
        {
            var count = reader.ReadContentAsBase64(bytes, filled, length - filled);
            if (count == 0)
            {
                // White space was counted: there are fewer bytes than the text's length promised.
                return bytes[..filled];
            }

            filled += count;
        }

        if (reader.MoveToContent() == XmlNodeType.EndElement)
        {
            return bytes;
        }

        // More content follows, after a comment or in a second record.
        var rest = reader.ReadContentAsBase64();
        if (rest.Length > reader.Quotas.MaxArrayLength - length)
        {
            throw new XmlException(string.Create(
                CultureInfo.InvariantCulture,
                $"The bytes of an element are more than the quota MaxArrayLength allows, {reader.Quotas.MaxArrayLength}."));
        }

        return [.. bytes, .. rest];
    }
}
