using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Xml;

namespace Parley.Claims.Serialization;

/// <summary>
/// Reads the binary XML of session tokens: elements and attributes without namespace, whose names are words of the format's dictionary, and their
/// texts. It reads nothing else: whatever differs is an <see cref="XmlException"/>. It never takes more memory than the bytes it was given ask for.
/// </summary>
internal ref struct SessionXmlReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly TextPool _texts;
    private int _at;

    /// <summary>Begins to read.</summary>
    /// <param name="bytes">The document.</param>
    /// <param name="texts">Texts that come often.</param>
    public SessionXmlReader(ReadOnlySpan<byte> bytes, TextPool texts)
    {
        _bytes = bytes;
        _texts = texts;
        _at = 0;
    }

    /// <summary>Whether all bytes have been read.</summary>
    public readonly bool IsAtEnd => _at == _bytes.Length;

    /// <summary>Takes an element's start of this name, when it comes next.</summary>
    public bool TryStart(SessionName name)
    {
        if (_at + 1 < _bytes.Length && _bytes[_at] == NbfxRecord.ShortDictionaryElement && _bytes[_at + 1] == (int)name * 2)
        {
            _at += 2;
            return true;
        }

        return false;
    }

    /// <summary>Takes an element's start of this name.</summary>
    /// <exception cref="XmlException">Something else comes next.</exception>
    public void Start(SessionName name)
    {
        if (!TryStart(name))
        {
            throw Damaged();
        }
    }

    /// <summary>Takes the end of an element, when it comes next.</summary>
    public bool TryEnd()
    {
        if (_at < _bytes.Length && _bytes[_at] == NbfxRecord.EndElement)
        {
            _at++;
            return true;
        }

        return false;
    }

    /// <summary>Takes the end of an element.</summary>
    /// <exception cref="XmlException">Something else comes next.</exception>
    public void End()
    {
        if (!TryEnd())
        {
            throw Damaged();
        }
    }

    /// <summary>Takes an attribute of this name, when it comes next.</summary>
    /// <param name="name">The name.</param>
    /// <param name="comesOften">Whether other tokens have the same text, so that one string may serve them all.</param>
    public string? TryAttribute(SessionName name, bool comesOften = true)
    {
        if (_at + 1 >= _bytes.Length || _bytes[_at] != NbfxRecord.ShortDictionaryAttribute || _bytes[_at + 1] != (int)name * 2)
        {
            return null;
        }

        _at += 2;
        var text = Text(out var ends, comesOften);
        return ends ? throw Damaged() : text;
    }

    /// <summary>Takes an attribute of this name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="comesOften">Whether other tokens have the same text.</param>
    /// <exception cref="XmlException">Something else comes next.</exception>
    public string Attribute(SessionName name, bool comesOften = true) => TryAttribute(name, comesOften) ?? throw Damaged();

    /// <summary>Takes the text of the element that was begun last, and its end.</summary>
    /// <exception cref="XmlException">Something else comes next.</exception>
    public string Content()
    {
        if (TryEnd())
        {
            return string.Empty;
        }

        var text = Text(out var ends);
        return ends || TryEnd() ? text : Joined(text);
    }

    /// <summary>Takes an element with a text, when it comes next.</summary>
    public string? TryElement(SessionName name) => TryStart(name) ? Content() : null;

    /// <summary>Takes an element with a text.</summary>
    /// <exception cref="XmlException">Something else comes next.</exception>
    public string Element(SessionName name) => TryElement(name) ?? throw Damaged();

    /// <summary>Takes an element with a number.</summary>
    /// <exception cref="XmlException">Something else comes next.</exception>
    public long NumberElement(SessionName name)
    {
        Start(name);
        var record = Byte();
        var ends = (record & NbfxRecord.WithEndElement) != 0;
        var kind = (byte)(record & ~NbfxRecord.WithEndElement);
        var number = kind is >= NbfxRecord.ZeroText and <= NbfxRecord.Int64Text && TryNumber(kind, out var value)
            ? value
            : kind is NbfxRecord.Chars8Text && long.TryParse(Characters(kind, comesOften: false), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : throw Damaged();
        if (!ends)
        {
            End();
        }

        return number;
    }

    /// <summary>Takes an element with bytes.</summary>
    /// <exception cref="XmlException">Something else comes next.</exception>
    public byte[] BytesElement(SessionName name) => TryBytesElement(name) ?? throw Damaged();

    /// <summary>Takes an element with bytes, when it comes next.</summary>
    public byte[]? TryBytesElement(SessionName name)
    {
        if (!TryStart(name))
        {
            return null;
        }

        var all = new ArrayBufferWriter<byte>(64);
        var ends = false;
        while (!ends && !TryEnd())
        {
            var record = Byte();
            var kind = (byte)(record & ~NbfxRecord.WithEndElement);
            if (kind is < NbfxRecord.Bytes8Text or > NbfxRecord.Bytes8Text + 4)
            {
                throw Damaged();
            }

            all.Write(Run((kind - NbfxRecord.Bytes8Text) / 2));
            ends = (record & NbfxRecord.WithEndElement) != 0;
        }

        var bytes = all.WrittenSpan.ToArray();
        all.Clear();
        return bytes;
    }

    /// <summary>What is thrown when the bytes are not what a token's should be: it does not say what they are.</summary>
    public readonly XmlException Damaged() =>
        new(string.Create(CultureInfo.InvariantCulture, $"The content of the session token is damaged, or is not one: it cannot be read at byte {_at}."));

    // A text that comes in several records.
    private string Joined(string first)
    {
        var all = new StringBuilder(first);
        bool ends;
        do
        {
            all.Append(Text(out ends));
        }
        while (!ends && !TryEnd());
        return all.ToString();
    }

    private string Text(out bool ends, bool comesOften = false)
    {
        var record = Byte();
        ends = (record & NbfxRecord.WithEndElement) != 0;
        var kind = (byte)(record & ~NbfxRecord.WithEndElement);
        switch (kind)
        {
            case NbfxRecord.EmptyText:
                return string.Empty;
            case NbfxRecord.ZeroText:
                return "0";
            case NbfxRecord.OneText:
                return "1";
            case NbfxRecord.UniqueIdText:
                return new UniqueId(new Guid(Bytes(16))).ToString();
            case >= NbfxRecord.Chars8Text and <= NbfxRecord.Chars8Text + 4:
                return Characters(kind, comesOften);
            case >= NbfxRecord.UnicodeChars8Text and <= NbfxRecord.UnicodeChars8Text + 4:
                var run = Run((kind - NbfxRecord.UnicodeChars8Text) / 2);
                return run.Length % 2 == 0 ? Encoding.Unicode.GetString(run) : throw Damaged();
            default:
                return TryNumber(kind, out var number) ? number.ToString(CultureInfo.InvariantCulture) : throw Damaged();
        }
    }

    private string Characters(byte kind, bool comesOften)
    {
        var run = Run((kind - NbfxRecord.Chars8Text) / 2);
        return (comesOften ? _texts.Get(run) : TextPool.Make(run)) ?? throw Damaged();
    }

    private bool TryNumber(byte kind, out long number)
    {
        switch (kind)
        {
            case NbfxRecord.ZeroText:
                number = 0;
                return true;
            case NbfxRecord.OneText:
                number = 1;
                return true;
            case NbfxRecord.Int8Text:
                number = (sbyte)Byte();
                return true;
            case NbfxRecord.Int16Text:
                number = BinaryPrimitives.ReadInt16LittleEndian(Bytes(2));
                return true;
            case NbfxRecord.Int32Text:
                number = BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));
                return true;
            case NbfxRecord.Int64Text:
                number = BinaryPrimitives.ReadInt64LittleEndian(Bytes(8));
                return true;
            default:
                number = 0;
                return false;
        }
    }

    // The bytes of a record whose length has one (0), two (1) or four (2) bytes.
    private ReadOnlySpan<byte> Run(int width)
    {
        var length = width switch
        {
            0 => Byte(),
            1 => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2)),
            _ => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4)),
        };
        return length < 0 ? throw Damaged() : Bytes(length);
    }

    private byte Byte() => _at < _bytes.Length ? _bytes[_at++] : throw Damaged();

    private ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _bytes.Length - _at)
        {
            throw Damaged();
        }

        var bytes = _bytes.Slice(_at, count);
        _at += count;
        return bytes;
    }
}
