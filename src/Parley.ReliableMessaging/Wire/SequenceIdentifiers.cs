using System.Runtime.CompilerServices;
using System.Xml;

namespace Parley.ReliableMessaging;

/// <summary>
/// Sequence identifiers between text and wire. Most are UUIDs, which binary messages carry in sixteen bytes. Those met last are remembered,
/// so that a session's messages do not make a string each. Other URIs are kept as they are, to the letter.
/// </summary>
internal static class SequenceIdentifiers
{
    private const string UuidPrefix = "urn:uuid:";
    private const int UuidLength = 45;
    private const int Slots = 1024;
    private const int LongestShared = 128;

    private static readonly Entry?[] _entries = new Entry?[Slots];
    private static readonly Entry?[] _uuids = new Entry?[Slots];

    // A session's own identifiers are always the same strings.
    private static readonly Known?[] _known = new Known?[Slots];

    [ThreadStatic]
    private static char[]? _buffer;

    /// <summary>A new identifier.</summary>
    public static string Create() => UuidPrefix + Guid.NewGuid().ToString("D");

    /// <summary>The identifier that is a UUID.</summary>
    public static string Get(in Guid uuid)
    {
        ref var slot = ref _uuids[(uint)uuid.GetHashCode() % Slots];
        var entry = Volatile.Read(ref slot);
        if (entry is null || entry.Uuid != uuid)
        {
            entry = Find(Format(uuid, stackalloc char[UuidLength]));
            Volatile.Write(ref slot, entry);
        }

        return entry.Text;
    }

    /// <summary>The UUID that an identifier is; false for another URI.</summary>
    public static bool TryGetUuid(string identifier, out Guid uuid)
    {
        ref var slot = ref _known[(uint)RuntimeHelpers.GetHashCode(identifier) % Slots];
        var known = Volatile.Read(ref slot);
        if (known is null || !ReferenceEquals(known.Text, identifier))
        {
            known = new Known(identifier, Find(identifier));
            Volatile.Write(ref slot, known);
        }

        uuid = known.Entry.Uuid;
        return known.Entry.Id is not null;
    }

    /// <summary>Reads the content of the element that the reader is in, up to its end tag.</summary>
    /// <exception cref="XmlException">It is empty.</exception>
    public static string ReadContent(XmlDictionaryReader reader)
    {
        if (reader.NodeType == XmlNodeType.Text && reader.ValueType == typeof(UniqueId))
        {
            var id = reader.ReadContentAsUniqueId();
            Span<char> text = stackalloc char[UuidLength];
            return id.TryGetGuid(out var guid) ? Get(Format(guid, text)) : id.ToString();
        }

        if (reader.NodeType != XmlNodeType.Text || !reader.CanReadValueChunk)
        {
            return Check(reader.ReadContentAsString().Trim());
        }

        var buffer = _buffer ??= new char[LongestShared];
        ReadOnlySpan<char> content = buffer.AsSpan(0, ReadChunks(reader, buffer));
        if (content.Length == buffer.Length)
        {
            return Check(string.Concat(content, reader.ReadContentAsString()).Trim());
        }

        reader.Read();
        return reader.NodeType == XmlNodeType.EndElement
            ? Get(content.Trim())
            : Check(string.Concat(content, reader.ReadContentAsString()).Trim());
    }

    /// <summary>Writes an identifier as an element's content.</summary>
    public static void WriteContent(XmlDictionaryWriter writer, string identifier)
    {
        if (Find(identifier).Id is { } id)
        {
            writer.WriteValue(id);
        }
        else
        {
            writer.WriteString(identifier);
        }
    }

    /// <summary>The identifier's string, shared when it has been met.</summary>
    private static string Get(ReadOnlySpan<char> identifier)
    {
        if (identifier.IsEmpty)
        {
            return Check("");
        }

        return Find(identifier).Text;
    }

    private static Entry Find(ReadOnlySpan<char> identifier)
    {
        ref var slot = ref _entries[(uint)string.GetHashCode(identifier) % Slots];
        var entry = Volatile.Read(ref slot);
        if (entry is not null && identifier.SequenceEqual(entry.Text))
        {
            return entry;
        }

        entry = new Entry(identifier.ToString());
        if (identifier.Length <= LongestShared)
        {
            Volatile.Write(ref slot, entry);
        }

        return entry;
    }

    private static int ReadChunks(XmlDictionaryReader reader, char[] buffer)
    {
        var length = 0;
        while (length < buffer.Length)
        {
            var read = reader.ReadValueChunk(buffer, length, buffer.Length - length);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return length;
    }

    private static ReadOnlySpan<char> Format(Guid guid, Span<char> text)
    {
        UuidPrefix.CopyTo(text);
        guid.TryFormat(text[UuidPrefix.Length..], out _, "D");
        return text;
    }

    private static string Check(string identifier)
        => identifier.Length > 0 ? identifier : throw new XmlException("The identifier of a sequence is empty.");

    private sealed record Known(string Text, Entry Entry);

    private sealed class Entry
    {
        public Entry(string text)
        {
            Text = text;

            // Only in the form in which a UUID is written: any other would come out changed.
            if (text.Length == UuidLength && text.StartsWith(UuidPrefix, StringComparison.Ordinal)
                && Guid.TryParseExact(text.AsSpan(UuidPrefix.Length), "D", out var guid)
                && Format(guid, stackalloc char[UuidLength]).SequenceEqual(text))
            {
                Id = new UniqueId(guid);
                Uuid = guid;
            }
        }

        public string Text { get; }

        public UniqueId? Id { get; }

        /// <summary>The UUID; empty where there is none.</summary>
        public Guid Uuid { get; }
    }
}
