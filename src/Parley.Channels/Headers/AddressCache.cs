using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Remembers the addresses and actions met last, so that a conversation does not parse the same URI for every message.
/// A fixed number of slots, in pairs; a newcomer takes its slot, and who stood there moves to the other of the pair. So two that share a
/// slot do not push each other out with every message.
/// </summary>
internal static class AddressCache
{
    private const int Slots = 256;
    private const int LongestKept = 512;
    private static readonly AddressEntry?[] _addresses = new AddressEntry?[Slots];
    private static readonly string?[] _strings = new string?[Slots];

    /// <summary>The string with these characters; one that was met before when there is one.</summary>
    public static string GetString(ReadOnlySpan<char> value)
    {
        if (value.Length > LongestKept)
        {
            return value.ToString();
        }

        var slot = Slot(value);
        var known = Volatile.Read(ref _strings[slot]);
        if (known is not null && value.SequenceEqual(known))
        {
            return known;
        }

        var other = Volatile.Read(ref _strings[slot ^ 1]);
        if (other is not null && value.SequenceEqual(other))
        {
            return other;
        }

        var created = value.ToString();
        Volatile.Write(ref _strings[slot ^ 1], known);
        Volatile.Write(ref _strings[slot], created);
        return created;
    }

    /// <summary>The To header for an address as it stood on the wire. False when it is no absolute URI.</summary>
    public static bool TryGetTo(string address, AddressingVersion version, out ToHeader? header)
    {
        var slot = Slot(address);
        var entry = Find(slot, address);
        if (entry is null)
        {
            if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
            {
                header = null;
                return false;
            }

            entry = Keep(slot, new AddressEntry(address, uri));
        }

        header = entry.GetTo(version);
        return true;
    }

    /// <summary>The To header for an address.</summary>
    public static ToHeader GetTo(Uri to, AddressingVersion version)
    {
        var address = to.IsAbsoluteUri ? to.AbsoluteUri : to.OriginalString;
        var slot = Slot(address);
        var entry = Find(slot, address);
        if (entry is null)
        {
            entry = Keep(slot, new AddressEntry(address, to));
        }

        return entry.GetTo(version);
    }

    private static AddressEntry? Find(int slot, string address)
    {
        var entry = Volatile.Read(ref _addresses[slot]);
        if (entry is not null && entry.Address == address)
        {
            return entry;
        }

        entry = Volatile.Read(ref _addresses[slot ^ 1]);
        return entry is not null && entry.Address == address ? entry : null;
    }

    private static AddressEntry Keep(int slot, AddressEntry entry)
    {
        if (entry.Address.Length <= LongestKept)
        {
            Volatile.Write(ref _addresses[slot ^ 1], Volatile.Read(ref _addresses[slot]));
            Volatile.Write(ref _addresses[slot], entry);
        }

        return entry;
    }

    private static int Slot(ReadOnlySpan<char> value) => (int)((uint)string.GetHashCode(value) % Slots);

    private sealed class AddressEntry(string address, Uri uri)
    {
        private readonly XmlDictionaryString _dictionaryAddress = WireNames.Create(address);
        private ToHeader? _to10;
        private ToHeader? _to200408;

        public string Address => address;

        public ToHeader GetTo(AddressingVersion version)
        {
            if (version == AddressingVersion.WSAddressing10)
            {
                return _to10 ??= new ToHeader(uri, DictionaryAddress(version), version);
            }

            return version == AddressingVersion.WSAddressingAugust2004
                ? _to200408 ??= new ToHeader(uri, DictionaryAddress(version), version)
                : new ToHeader(uri, _dictionaryAddress, version);
        }

        private XmlDictionaryString DictionaryAddress(AddressingVersion version)
            => version.Anonymous is { } anonymous && anonymous.Value == address ? anonymous
                : version.NoneAddress is { } none && none.Value == address ? none
                : _dictionaryAddress;
    }
}
