using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// The dictionary of one connection's outgoing messages, [MC-NBFSE]: a string that the static dictionary lacks gets the next odd
/// identifier when it is first written, and travels in front of that message. A string that does not fit any more, and all new
/// ones after it, are written literally.
/// </summary>
internal sealed class BinaryWriterSession(int maxSessionSize) : XmlBinaryWriterSession
{
    // Strings that have an identifier and have not been sent. A message that fails while it is written leaves its strings here: the
    // next one takes them along, or the peer would count differently.
    private readonly List<XmlDictionaryString> _unsent = [];
    private readonly Dictionary<XmlDictionaryString, int> _keys = new(ReferenceEqualityComparer.Instance);
    private int _room = maxSessionSize;
    private bool _full;

    /// <summary>The size of the strings that go in front of the next message, without the size's own bytes.</summary>
    public int UnsentSize { get; private set; }

    public override bool TryAdd(XmlDictionaryString value, out int key)
    {
        key = -1;
        if (_full)
        {
            return false;
        }

        var length = Encoding.UTF8.GetByteCount(value.Value);
        var size = (long)length + MultiByteInt31.SizeOf(length);
        if (size > _room)
        {
            _full = true;
            return false;
        }

        if (!base.TryAdd(value, out key))
        {
            return false;
        }

        _room -= (int)size;
        UnsentSize += (int)size;
        _unsent.Add(value);
        _keys.Add(value, key);
        return true;
    }

    /// <summary>The identifier of a string, counted from 0 in this session; false when it has none yet.</summary>
    public bool TryGetKey(XmlDictionaryString value, out int key) => _keys.TryGetValue(value, out key);

    /// <summary>Writes the block of new strings, with its size in front.</summary>
    public void WriteUnsent(Span<byte> destination)
    {
        destination = destination[MultiByteInt31.Write(destination, UnsentSize)..];
        foreach (var value in _unsent)
        {
            var length = Encoding.UTF8.GetByteCount(value.Value);
            destination = destination[MultiByteInt31.Write(destination, length)..];
            Encoding.UTF8.GetBytes(value.Value, destination);
            destination = destination[length..];
        }
    }

    /// <summary>The message with the new strings is complete.</summary>
    public void MarkSent()
    {
        _unsent.Clear();
        UnsentSize = 0;
    }
}
