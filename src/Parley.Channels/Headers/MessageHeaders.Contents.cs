using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

// Finding headers, reading what is in them and writing them.
public sealed partial class MessageHeaders
{
    /// <summary>The place of the header of a name that is for the last receiver; -1 when there is none.</summary>
    /// <param name="name">The local name.</param>
    /// <param name="ns">The namespace.</param>
    /// <exception cref="MessageHeaderException">There is more than one.</exception>
    public int FindHeader(string name, string ns)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(ns);
        return FindHeader(name, ns, MessageVersion.Envelope.UltimateDestinationActorValues);
    }

    /// <summary>The place of the header of a name that is for one of some actors; -1 when there is none.</summary>
    /// <param name="name">The local name.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="actors">The actors.</param>
    /// <exception cref="MessageHeaderException">There is more than one.</exception>
    public int FindHeader(string name, string ns, params string[] actors)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(ns);
        ArgumentNullException.ThrowIfNull(actors);
        return FindHeader(name, ns, (ReadOnlySpan<string>)actors);
    }

    /// <summary>A header's content, read by the data contract serializer.</summary>
    /// <typeparam name="T">The content's type.</typeparam>
    /// <param name="index">The header's place.</param>
    public T? GetHeader<T>(int index) => Read<T>(index, null);

    /// <summary>A header's content, read by a serializer.</summary>
    /// <typeparam name="T">The content's type.</typeparam>
    /// <param name="index">The header's place.</param>
    /// <param name="serializer">The serializer.</param>
    public T? GetHeader<T>(int index, XmlObjectSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        return Read<T>(index, serializer);
    }

    /// <summary>The content of the header of a name, read by the data contract serializer.</summary>
    /// <typeparam name="T">The content's type.</typeparam>
    /// <param name="name">The local name.</param>
    /// <param name="ns">The namespace.</param>
    /// <exception cref="MessageHeaderException">There is none, or more than one.</exception>
    public T? GetHeader<T>(string name, string ns) => Read<T>(RequireIndex(name, ns, FindHeader(name, ns)), null);

    /// <summary>The content of the header of a name for some actors, read by the data contract serializer.</summary>
    /// <typeparam name="T">The content's type.</typeparam>
    /// <param name="name">The local name.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="actors">The actors.</param>
    /// <exception cref="MessageHeaderException">There is none, or more than one.</exception>
    public T? GetHeader<T>(string name, string ns, params string[] actors) => Read<T>(RequireIndex(name, ns, FindHeader(name, ns, actors)), null);

    /// <summary>The content of the header of a name, read by a serializer.</summary>
    /// <typeparam name="T">The content's type.</typeparam>
    /// <param name="name">The local name.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="serializer">The serializer.</param>
    /// <exception cref="MessageHeaderException">There is none, or more than one.</exception>
    public T? GetHeader<T>(string name, string ns, XmlObjectSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        return Read<T>(RequireIndex(name, ns, FindHeader(name, ns)), serializer);
    }

    /// <summary>A reader that stands on the header's element.</summary>
    /// <param name="headerIndex">The header's place.</param>
    public XmlDictionaryReader GetReaderAtHeader(int headerIndex)
    {
        var header = Get(headerIndex);
        if (header is CapturedHeader captured)
        {
            return captured.OpenReader();
        }

        var buffer = InfosetWriter.Start(int.MaxValue);
        buffer.Writer.WriteStartElement(WireNames.EnvelopePrefix, NbfsDictionary.Header, MessageVersion.Envelope.Namespace);
        if (MessageVersion.Addressing != AddressingVersion.None)
        {
            buffer.Writer.WriteXmlnsAttribute(WireNames.AddressingPrefix, MessageVersion.Addressing.Namespace);
        }

        header.WriteHeader(buffer.Writer, MessageVersion);
        buffer.Writer.WriteEndElement();
        return buffer.ToBuffer().OpenInside(1);
    }

    /// <summary>Writes a header.</summary>
    /// <param name="headerIndex">The header's place.</param>
    /// <param name="writer">Where to write.</param>
    public void WriteHeader(int headerIndex, XmlWriter writer)
        => WriteHeader(headerIndex, XmlDictionaryWriter.CreateDictionaryWriter(writer));

    /// <summary>Writes a header.</summary>
    /// <param name="headerIndex">The header's place.</param>
    /// <param name="writer">Where to write.</param>
    public void WriteHeader(int headerIndex, XmlDictionaryWriter writer) => Get(headerIndex).WriteHeader(writer, MessageVersion);

    /// <summary>Writes a header's start tag and attributes.</summary>
    /// <param name="headerIndex">The header's place.</param>
    /// <param name="writer">Where to write.</param>
    public void WriteStartHeader(int headerIndex, XmlWriter writer)
        => WriteStartHeader(headerIndex, XmlDictionaryWriter.CreateDictionaryWriter(writer));

    /// <summary>Writes a header's start tag and attributes.</summary>
    /// <param name="headerIndex">The header's place.</param>
    /// <param name="writer">Where to write.</param>
    public void WriteStartHeader(int headerIndex, XmlDictionaryWriter writer) => Get(headerIndex).WriteStartHeader(writer, MessageVersion);

    /// <summary>Writes what stands between a header's tags.</summary>
    /// <param name="headerIndex">The header's place.</param>
    /// <param name="writer">Where to write.</param>
    public void WriteHeaderContents(int headerIndex, XmlWriter writer)
        => WriteHeaderContents(headerIndex, XmlDictionaryWriter.CreateDictionaryWriter(writer));

    /// <summary>Writes what stands between a header's tags.</summary>
    /// <param name="headerIndex">The header's place.</param>
    /// <param name="writer">Where to write.</param>
    public void WriteHeaderContents(int headerIndex, XmlDictionaryWriter writer) => Get(headerIndex).WriteHeaderContents(writer, MessageVersion);

    /// <summary>Declares at the envelope the prefix that headers ask for. There is room for one; others declare their own.</summary>
    internal void WriteEnvelopeDeclaration(XmlDictionaryWriter writer)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_entries[i].Header.EnvelopeDeclaration is { } declaration)
            {
                writer.WriteXmlnsAttribute(declaration.Prefix, declaration.Namespace);
                return;
            }
        }
    }

    /// <summary>A copy whose headers say what these say now, whatever becomes of the objects in them.</summary>
    internal MessageHeaders CreatePreserved()
    {
        var copy = new MessageHeaders(this);
        copy.PreserveFrom(this);
        return copy;
    }

    /// <summary>Takes such a copy of others, of the same version, in the place of these.</summary>
    internal void SetPreserved(MessageHeaders others)
    {
        if (_entries.Length < others._count)
        {
            _entries = new Entry[others._count];
        }
        else if (others._count < _count)
        {
            Array.Clear(_entries, others._count, _count - others._count);
        }

        for (var i = 0; i < others._count; i++)
        {
            // Most often there is the same already.
            ref var entry = ref _entries[i];
            ref var other = ref others._entries[i];
            if (!ReferenceEquals(entry.Header, other.Header))
            {
                entry.Header = other.Header;
                entry.Value = other.Value;
            }

            entry.Kind = other.Kind;
            entry.Understood = other.Understood;
        }

        _count = others._count;
        _changes++;
        PreserveFrom(others);
    }

    private void PreserveFrom(MessageHeaders others)
    {
        HeaderCapture? capture = null;
        for (var i = 0; i < _count; i++)
        {
            ref var entry = ref _entries[i];
            if (entry.Value is null && entry.Header is not CapturedHeader)
            {
                using var reader = others.GetReaderAtHeader(i);
                capture ??= new HeaderCapture(MessageVersion, null, int.MaxValue);
                entry.Header = capture.Capture(reader, HeaderAttributes.Read(reader, MessageVersion));
            }
        }

        capture?.Complete();
    }

    internal void WriteAll(XmlDictionaryWriter writer)
    {
        for (var i = 0; i < _count; i++)
        {
            _entries[i].Header.WriteHeader(writer, MessageVersion);
        }
    }

    private static MessageHeaderException Duplicate(string name, string ns)
        => new($"The header '{name}' of the namespace '{ns}' stands more than once in the message.", name, ns, isDuplicate: true);

    private static int RequireIndex(string name, string ns, int index)
        => index >= 0 ? index : throw new MessageHeaderException($"The message has no header '{name}' of the namespace '{ns}'.", name, ns);

    private int FindHeader(string name, string ns, ReadOnlySpan<string> actors)
    {
        var found = -1;
        for (var i = 0; i < _count; i++)
        {
            var header = _entries[i].Header;
            if (header.Name != name || header.Namespace != ns || !actors.Contains(header.Actor))
            {
                continue;
            }

            if (found >= 0)
            {
                throw Duplicate(name, ns);
            }

            found = i;
        }

        return found;
    }

    private T? Read<T>(int index, XmlObjectSerializer? serializer)
    {
        using var reader = GetReaderAtHeader(index);
        return ObjectContent.Read<T>(reader, serializer);
    }
}
