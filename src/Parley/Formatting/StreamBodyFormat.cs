using System.Runtime.Serialization;
using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>A body whose only value is a stream, written and read in pieces. Reading goes on after the message has been handed over,
/// so the stream that is read owns the message.</summary>
/// <param name="wrapper">The name of the element around the stream's; null when there is none.</param>
/// <param name="wrapperNamespace">Its namespace.</param>
/// <param name="part">The stream's element.</param>
/// <param name="disposes">Whether a stream is disposed of when it has been written: a reply's is, a request's stays the caller's.</param>
internal sealed class StreamBodyFormat(XmlDictionaryString? wrapper, XmlDictionaryString? wrapperNamespace, PartFormat part, bool disposes) : BodyFormat
{
    internal override bool IsBuffered => false;

    internal override void Write(XmlDictionaryWriter writer, object?[] values, object? result)
    {
        var stream = (Stream?)(part.Index == PartFormat.Result ? result : values[part.Index]);
        if (wrapper is not null)
        {
            writer.WriteStartElement(wrapper, wrapperNamespace);
        }

        writer.WriteStartElement(part.Name, part.Namespace);
        if (stream is not null)
        {
            writer.WriteValue(new Provider(stream, disposes));
        }

        writer.WriteEndElement();
        if (wrapper is not null)
        {
            writer.WriteEndElement();
        }
    }

    internal override object? Read(Message message, object?[] values)
    {
        var stream = message.IsEmpty ? new BodyStream(message, null) : ReadStream(message);
        if (part.Index == PartFormat.Result)
        {
            return stream;
        }

        values[part.Index] = stream;
        return null;
    }

    internal override object? ReadEmpty(object?[] values) => throw new NotSupportedException("A stream is read from its message.");

    protected override object? Read(XmlDictionaryReader reader, object?[] values) =>
        throw new NotSupportedException("A stream is read from its message.");

    private BodyStream ReadStream(Message message)
    {
        var reader = message.GetReaderAtBodyContents();
        try
        {
            if ((wrapper is null || Enter(reader, wrapper, wrapperNamespace!)) && Enter(reader, part.Name, part.Namespace))
            {
                return new BodyStream(message, reader);
            }

            reader.Dispose();
            return new BodyStream(message, null);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Goes into an element; false when it has no content.</summary>
    private static bool Enter(XmlDictionaryReader reader, XmlDictionaryString name, XmlDictionaryString ns)
    {
        if (!reader.IsStartElement(name, ns))
        {
            throw new SerializationException(MalformedBody.WrongStart(reader, name.Value, ns.Value));
        }

        var hasContent = !reader.IsEmptyElement;
        reader.ReadStartElement();
        return hasContent;
    }

    private sealed class Provider(Stream stream, bool disposes) : IStreamProvider
    {
        public Stream GetStream() => stream;

        public void ReleaseStream(Stream stream)
        {
            if (disposes)
            {
                stream.Dispose();
            }
        }
    }
}
