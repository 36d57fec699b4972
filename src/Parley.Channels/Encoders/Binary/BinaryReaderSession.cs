using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>The dictionary of one connection's incoming messages, [MC-NBFSE]: strings come in front of the message that first needs them.</summary>
internal sealed class BinaryReaderSession
{
    // Up to here the platform's table is an array, to which strings can be added while earlier messages are still being read.
    private const int MaxSharedStrings = 2048;
    private readonly List<string> _strings = [];
    private readonly int _maxSessionSize;
    private int _room;

    public BinaryReaderSession(int maxSessionSize) => _maxSessionSize = _room = maxSessionSize;

    /// <summary>The table for the message that was received last.</summary>
    public XmlBinaryReaderSession Table { get; private set; } = new();

    /// <summary>The string of an identifier: even ones are SOAP's, odd ones the session's. Null when there is none.</summary>
    public string? Find(int id)
    {
        var index = id >> 1;
        if ((id & 1) == 0)
        {
            return NbfsDictionary.Instance.TryLookup(index, out var known) ? known.Value : null;
        }

        return index < _strings.Count ? _strings[index] : null;
    }

    /// <summary>Takes the block of strings off the front of a message: its size, then length and UTF-8 bytes of each string.</summary>
    /// <param name="message">The message; afterwards what follows the block.</param>
    /// <exception cref="XmlException">The block is malformed.</exception>
    /// <exception cref="CommunicationException">The session's strings are larger than MaxSessionSize.</exception>
    public void ReadStrings(ref ReadOnlySpan<byte> message)
    {
        if (!MultiByteInt31.TryRead(ref message, out var size) || size > message.Length)
        {
            throw Malformed();
        }

        if (size == 0)
        {
            return;
        }

        if (size > _room)
        {
            throw QuotaExceeded.SessionSize(_maxSessionSize);
        }

        var block = message[..size];
        message = message[size..];
        _room -= size;
        var first = _strings.Count;
        while (!block.IsEmpty)
        {
            if (!MultiByteInt31.TryRead(ref block, out var length) || length > block.Length)
            {
                throw Malformed();
            }

            _strings.Add(Decode(block[..length]));
            block = block[length..];
        }

        AddToTable(first);
    }

    private void AddToTable(int first)
    {
        if (_strings.Count > MaxSharedStrings)
        {
            Table = new XmlBinaryReaderSession();
            first = 0;
        }

        for (var id = first; id < _strings.Count; id++)
        {
            Table.Add(id, _strings[id]);
        }
    }

    private static string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return XmlEncodings.Utf8.GetString(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            throw new XmlException("A string of the binary session dictionary is not valid UTF-8.", exception);
        }
    }

    private static XmlException Malformed() => new("The strings in front of a binary session message do not have the size they state.");
}
