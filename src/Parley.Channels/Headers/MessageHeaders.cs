using System.Collections;
using System.Xml;

namespace Parley.Channels;

/// <summary>The headers of a message, in the order in which they are written. Not thread-safe. WCF documentation: MessageHeaders.</summary>
public sealed partial class MessageHeaders : IEnumerable<MessageHeaderInfo>
{
    private const int DefaultCapacity = 4;
    private Entry[] _entries;
    private int _count;
    private int _changes;

    /// <summary>Creates an empty collection.</summary>
    /// <param name="version">The version of the message that the headers are for.</param>
    public MessageHeaders(MessageVersion version)
        : this(version, DefaultCapacity)
    {
    }

    /// <summary>Creates an empty collection.</summary>
    /// <param name="version">The version of the message that the headers are for.</param>
    /// <param name="initialSize">How many headers to make room for; at least 0.</param>
    public MessageHeaders(MessageVersion version, int initialSize)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentOutOfRangeException.ThrowIfNegative(initialSize);
        MessageVersion = version;
        _entries = initialSize == 0 ? [] : new Entry[initialSize];
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="collection">The headers to copy.</param>
    public MessageHeaders(MessageHeaders collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        MessageVersion = collection.MessageVersion;
        _entries = collection._entries.AsSpan(0, collection._count).ToArray();
        _count = collection._count;
    }

    /// <summary>Creates a copy that more headers will be added to.</summary>
    /// <param name="collection">The headers to copy.</param>
    /// <param name="room">How many more to make room for.</param>
    internal MessageHeaders(MessageHeaders collection, int room)
    {
        MessageVersion = collection.MessageVersion;
        _entries = new Entry[collection._count + room];
        _count = collection._count;
        collection._entries.AsSpan(0, _count).CopyTo(_entries);
    }

    /// <summary>How many headers there are.</summary>
    public int Count => _count;

    /// <summary>The version of the message that the headers are for.</summary>
    public MessageVersion MessageVersion { get; }

    /// <summary>The headers that somebody has understood. Addressing headers of the message's own version are, from the start.</summary>
    public UnderstoodHeaders UnderstoodHeaders => field ??= new UnderstoodHeaders(this);

    /// <summary>A header by its place.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public MessageHeaderInfo this[int index] => Get(index);

    /// <summary>Adds a header after the others.</summary>
    /// <param name="header">The header.</param>
    /// <exception cref="ArgumentException">The message's version cannot carry it.</exception>
    public void Add(MessageHeader header) => Insert(_count, header);

    /// <summary>Adds a header before another.</summary>
    /// <param name="headerIndex">The place that it gets; 0 to <see cref="Count"/>.</param>
    /// <param name="header">The header.</param>
    /// <exception cref="ArgumentException">The message's version cannot carry it.</exception>
    public void Insert(int headerIndex, MessageHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentOutOfRangeException.ThrowIfNegative(headerIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(headerIndex, _count);
        if (!header.IsMessageVersionSupported(MessageVersion))
        {
            throw new ArgumentException(
                $"The header '{header.Name}' of the namespace '{header.Namespace}' cannot stand in a message of version {MessageVersion}.", nameof(header));
        }

        InsertEntry(headerIndex, new Entry(header, KindOf(header)));
    }

    /// <summary>Removes every header.</summary>
    public void Clear()
    {
        Array.Clear(_entries, 0, _count);
        _count = 0;
        _changes++;
    }

    /// <summary>Removes a header by its place.</summary>
    /// <param name="headerIndex">0 to <see cref="Count"/> - 1.</param>
    public void RemoveAt(int headerIndex)
    {
        CheckIndex(headerIndex);
        _count--;
        Array.Copy(_entries, headerIndex + 1, _entries, headerIndex, _count - headerIndex);
        _entries[_count] = default;
        _changes++;
    }

    /// <summary>Removes every header of a name.</summary>
    /// <param name="name">The local name.</param>
    /// <param name="ns">The namespace.</param>
    public void RemoveAll(string name, string ns)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(ns);
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_entries[i].Header.Name == name && _entries[i].Header.Namespace == ns)
            {
                RemoveAt(i);
            }
        }
    }

    /// <summary>Copies the headers into an array.</summary>
    /// <param name="array">The array.</param>
    /// <param name="index">Where the first one goes.</param>
    public void CopyTo(MessageHeaderInfo[] array, int index)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        if (array.Length - index < _count)
        {
            throw new ArgumentException($"The array has room for {array.Length - index} headers; there are {_count}.", nameof(array));
        }

        for (var i = 0; i < _count; i++)
        {
            array[index + i] = _entries[i].Header;
        }
    }

    /// <summary>Adds a copy of another message's header.</summary>
    /// <param name="message">The other message.</param>
    /// <param name="headerIndex">The header's place there.</param>
    public void CopyHeaderFrom(Message message, int headerIndex)
    {
        ArgumentNullException.ThrowIfNull(message);
        CopyHeaderFrom(message.Headers, headerIndex);
    }

    /// <summary>Adds a copy of another collection's header.</summary>
    /// <param name="collection">The other collection.</param>
    /// <param name="headerIndex">The header's place there.</param>
    /// <exception cref="ArgumentException">The envelope's version is another, or this version cannot carry the header.</exception>
    public void CopyHeaderFrom(MessageHeaders collection, int headerIndex)
    {
        ArgumentNullException.ThrowIfNull(collection);
        if (collection.MessageVersion.Envelope != MessageVersion.Envelope)
        {
            throw new ArgumentException(
                $"A header of a {collection.MessageVersion} message cannot be copied into a {MessageVersion} message.", nameof(collection));
        }

        Add(collection.Get(headerIndex));
    }

    /// <summary>Adds copies of all of another message's headers.</summary>
    /// <param name="message">The other message.</param>
    public void CopyHeadersFrom(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        CopyHeadersFrom(message.Headers);
    }

    /// <summary>Adds copies of all of another collection's headers.</summary>
    /// <param name="collection">The other collection.</param>
    public void CopyHeadersFrom(MessageHeaders collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        var count = collection._count;
        for (var i = 0; i < count; i++)
        {
            CopyHeaderFrom(collection, i);
        }
    }

    /// <summary>Enumerates the headers.</summary>
    public IEnumerator<MessageHeaderInfo> GetEnumerator()
    {
        var changes = _changes;
        for (var i = 0; i < _count; i++)
        {
            yield return _entries[i].Header;
            if (changes != _changes)
            {
                throw new InvalidOperationException("The headers were changed while they were enumerated.");
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True when every header for the last receiver that must be understood has been.</summary>
    public bool HaveMandatoryHeadersBeenUnderstood() => HaveMandatoryHeadersBeenUnderstood(MessageVersion.Envelope.UltimateDestinationActorValues);

    /// <summary>True when every header for some actors that must be understood has been.</summary>
    /// <param name="actors">The actors that the receiver acts as.</param>
    public bool HaveMandatoryHeadersBeenUnderstood(params string[] actors)
    {
        ArgumentNullException.ThrowIfNull(actors);
        return HaveMandatoryHeadersBeenUnderstood((ReadOnlySpan<string>)actors);
    }

    internal List<MessageHeaderInfo>? GetHeadersNotUnderstood()
    {
        List<MessageHeaderInfo>? result = null;
        for (var i = 0; i < _count; i++)
        {
            ref var entry = ref _entries[i];
            if (!entry.Understood && entry.Kind == AddressingHeaderKind.None && entry.Header.MustUnderstand && MessageVersion.Envelope.IsUltimateDestination(entry.Header.Actor))
            {
                (result ??= []).Add(entry.Header);
            }
        }

        return result;
    }

    /// <summary>Adds a header that came over the wire.</summary>
    internal void AddReceived(MessageHeader header, AddressingHeaderKind kind)
        => InsertEntry(_count, new Entry(header, kind) { Understood = kind != AddressingHeaderKind.None });

    /// <summary>Puts a header that came over the wire in the place of another.</summary>
    internal void ReplaceReceived(int index, MessageHeader header, AddressingHeaderKind kind)
    {
        CheckIndex(index);
        _entries[index] = new Entry(header, kind) { Understood = kind != AddressingHeaderKind.None };
        _changes++;
    }

    internal MessageHeader Get(int index)
    {
        CheckIndex(index);
        return _entries[index].Header;
    }

    /// <summary>A header by its place, when it is one of addressing whose value is known; else null.</summary>
    internal AddressingHeader? AddressingHeaderAt(int index) => _entries[index].Value;

    internal bool IsUnderstood(int index) => _entries[index].Understood;

    /// <summary>Marks a header by its place.</summary>
    internal void SetUnderstood(int index) => _entries[index].Understood = true;

    /// <summary>Marks a header; false when it is not in the collection.</summary>
    internal bool SetUnderstood(MessageHeaderInfo header, bool understood)
    {
        for (var i = 0; i < _count; i++)
        {
            if (ReferenceEquals(_entries[i].Header, header))
            {
                _entries[i].Understood = understood;
                return true;
            }
        }

        return false;
    }

    private bool HaveMandatoryHeadersBeenUnderstood(ReadOnlySpan<string> actors)
    {
        for (var i = 0; i < _count; i++)
        {
            ref var entry = ref _entries[i];
            if (!entry.Understood && entry.Kind == AddressingHeaderKind.None && entry.Header.MustUnderstand && actors.Contains(entry.Header.Actor))
            {
                return false;
            }
        }

        return true;
    }

    private AddressingHeaderKind KindOf(MessageHeader header)
    {
        if (header is AddressingHeader addressing)
        {
            return addressing.Version == MessageVersion.Addressing ? addressing.Kind : AddressingHeaderKind.None;
        }

        return MessageVersion.Envelope.IsUltimateDestination(header.Actor)
            ? AddressingHeaderNames.Find(header.Name, header.Namespace, MessageVersion.Addressing)
            : AddressingHeaderKind.None;
    }

    private void InsertEntry(int index, Entry entry)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(DefaultCapacity, _count * 2));
        }

        if (index < _count)
        {
            Array.Copy(_entries, index, _entries, index + 1, _count - index);
        }

        _entries[index] = entry;
        _count++;
        _changes++;
    }

    private void CheckIndex(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _count);
    }

    private struct Entry(MessageHeader header, AddressingHeaderKind kind)
    {
        public MessageHeader Header = header;
        public AddressingHeader? Value = header as AddressingHeader;
        public AddressingHeaderKind Kind = kind;
        public bool Understood;
    }
}
