using System.Buffers;

namespace Parley.Security;

/// <summary>
/// Reads tags of XML in UTF-8, byte by byte, and knows what their prefixes mean. It takes a plain subset only: no document type, comment,
/// processing instruction or CDATA section, values with double quotes or without any inside, no references but those that canonical XML has.
/// Whatever else comes is unusual: the caller reads it by the platform's reader (see <see cref="PlainXml"/>). So there is nothing here
/// to be understood in another way than that reader does.
/// </summary>
internal sealed partial class XmlScanner
{
    private const int MaxDepth = 1024;
    private const byte FirstBeyondAscii = 0x80;

    private static readonly SearchValues<byte> _nameEnds = SearchValues.Create(" \t\n/>=:<\"'&\0"u8);

    private Element[] _elements = new Element[64];
    private byte[] _bytes = [];
    private int _end;
    private bool _isNormalized;

    /// <summary>The next byte to be read.</summary>
    public int Position { get; set; }

    /// <summary>The bytes that are read, from their array's beginning on.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _end);

    /// <summary>How many elements are open.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether the last start tag is the whole element.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>The innermost element.</summary>
    public ref readonly Element Current => ref _elements[Depth - 1];

    /// <summary>The local name of the innermost element.</summary>
    public ReadOnlySpan<byte> LocalName => Local(Current.Name);

    /// <summary>The namespace of the innermost element; empty for none.</summary>
    public ReadOnlySpan<byte> Namespace => NamespaceOf(Current.Binding);

    /// <summary>Begins.</summary>
    /// <param name="bytes">An array. It must stay as it is until the last read.</param>
    /// <param name="start">Where the XML begins.</param>
    /// <param name="count">How many bytes there are.</param>
    /// <param name="isNormalized">Whether the bytes come from <see cref="PlainXml.Normalize"/>, or are a canonical form.</param>
    public void Start(byte[] bytes, int start, int count, bool isNormalized)
    {
        _isNormalized = isNormalized;
        _bytes = bytes;
        _end = start + count;
        Position = start;
        Depth = 0;
        BindingCount = 0;
        AttributeCount = 0;
    }

    /// <summary>Whether the innermost element has a name.</summary>
    public bool Is(ReadOnlySpan<byte> localName, ReadOnlySpan<byte> namespaceUri) =>
        Depth > 0 && LocalName.SequenceEqual(localName) && Namespace.SequenceEqual(namespaceUri);

    /// <summary>A range of the bytes.</summary>
    public ReadOnlySpan<byte> Slice(Text text) => _bytes.AsSpan(text.Start, text.Length);

    /// <summary>A prefix; empty for none.</summary>
    public ReadOnlySpan<byte> Prefix(QualifiedName name) => name.PrefixLength == 0 ? [] : _bytes.AsSpan(name.Start, name.PrefixLength);

    /// <summary>A local name.</summary>
    public ReadOnlySpan<byte> Local(QualifiedName name)
    {
        var offset = name.PrefixLength == 0 ? 0 : name.PrefixLength + 1;
        return _bytes.AsSpan(name.Start + offset, name.Length - offset);
    }

    /// <summary>A namespace by its declaration; empty for none.</summary>
    public ReadOnlySpan<byte> NamespaceOf(int binding) => binding switch
    {
        Unbound => [],
        XmlPrefix => "http://www.w3.org/XML/1998/namespace"u8,
        _ => Slice(_bindings[binding].Namespace),
    };

    /// <summary>Goes on behind white space.</summary>
    public void SkipWhitespace() => Position = AfterWhitespace(Position);

    /// <summary>Whether an end tag comes next.</summary>
    public bool IsAtEndTag => Position + 1 < _end && _bytes[Position] == '<' && _bytes[Position + 1] == '/';

    /// <summary>Reads the start tag that comes next. Its element is the innermost then, an empty one too, until <see cref="Leave"/>.</summary>
    /// <returns>False when what comes is unusual.</returns>
    public bool TryReadStartTag()
    {
        var start = Position;
        if (start + 1 >= _end || _bytes[start] != '<' || Depth == MaxDepth || !TryReadName(start + 1, out var name))
        {
            return false;
        }

        AttributeCount = 0;
        var outerBindings = BindingCount;
        var position = name.Start + name.Length;
        while (true)
        {
            var next = AfterWhitespace(position);
            if (next >= _end)
            {
                return false;
            }

            if (_bytes[next] == '>')
            {
                IsEmpty = false;
                Position = next + 1;
                break;
            }

            if (_bytes[next] == '/')
            {
                if (next + 1 >= _end || _bytes[next + 1] != '>')
                {
                    return false;
                }

                IsEmpty = true;
                Position = next + 2;
                break;
            }

            if (next == position || !TryReadAttribute(next, outerBindings, out position))
            {
                return false;
            }
        }

        var binding = FindBinding(Prefix(name));
        if (binding == Unbound && name.PrefixLength > 0)
        {
            return false;
        }

        if (Depth == _elements.Length)
        {
            Array.Resize(ref _elements, 2 * Depth);
        }

        _elements[Depth++] = new Element(name, start, outerBindings, binding);
        return TryBindAttributes();
    }

    /// <summary>Ends the innermost element, whose end tag has been read or which has none.</summary>
    public void Leave() => BindingCount = _elements[--Depth].OuterBindings;

    /// <summary>Reads the end tag of the innermost element.</summary>
    /// <returns>False when it is not what comes next.</returns>
    public bool TryReadEndTag()
    {
        if (!IsAtEndTag || Depth == 0)
        {
            return false;
        }

        var name = QualifiedNameOf(Current.Name);
        var position = Position + 2;
        if (!_bytes.AsSpan(position, _end - position).StartsWith(name))
        {
            return false;
        }

        position = AfterWhitespace(position + name.Length);
        if (position >= _end || _bytes[position] != '>')
        {
            return false;
        }

        Position = position + 1;
        Leave();
        return true;
    }

    /// <summary>A name with its prefix.</summary>
    public ReadOnlySpan<byte> QualifiedNameOf(QualifiedName name) => _bytes.AsSpan(name.Start, name.Length);

    // Which letters beyond ASCII names may have, the platform's reader knows: it has seen what is normalised.
    private bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name[0] is (byte)'-' or (byte)'.' || char.IsAsciiDigit((char)name[0]))
        {
            return false;
        }

        foreach (var value in name)
        {
            if (!(char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or (byte)'-' or (byte)'.' || (value >= FirstBeyondAscii && _isNormalized)))
            {
                return false;
            }
        }

        return true;
    }

    private int AfterWhitespace(int position)
    {
        while (position < _end && _bytes[position] is (byte)' ' or (byte)'\t' or (byte)'\n')
        {
            position++;
        }

        return position;
    }

    private bool TryReadName(int start, out QualifiedName name)
    {
        name = default;
        var bytes = _bytes.AsSpan(start, _end - start);
        var length = bytes.IndexOfAny(_nameEnds);
        if (length <= 0 || !IsName(bytes[..length]))
        {
            return false;
        }

        var prefix = 0;
        if (bytes[length] == ':')
        {
            prefix = length;
            var local = bytes[(length + 1)..].IndexOfAny(_nameEnds);
            if (local <= 0 || !IsName(bytes.Slice(length + 1, local)))
            {
                return false;
            }

            length += 1 + local;
        }

        name = new QualifiedName(start, length, prefix);
        return true;
    }

    /// <summary>A range of bytes.</summary>
    public readonly record struct Text(int Start, int Length);

    /// <summary>A name as it is written: prefix, colon and local name, or the local name alone.</summary>
    public readonly record struct QualifiedName(int Start, int Length, int PrefixLength);

    /// <summary>A declaration: a prefix, empty for the default namespace, and its namespace.</summary>
    public readonly record struct Binding(Text Prefix, Text Namespace);

    /// <summary>An attribute.</summary>
    public readonly record struct Attribute(QualifiedName Name, Text Value, int Binding);

    /// <summary>An open element: its name, where its tag begins, how many declarations are in scope around it, and that of its own prefix.</summary>
    public readonly record struct Element(QualifiedName Name, int TagStart, int OuterBindings, int Binding);
}
