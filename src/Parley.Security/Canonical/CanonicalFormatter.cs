using System.Xml;

namespace Parley.Security;

/// <summary>
/// Writes exclusive canonical XML 1.0 without comments: it is told the parts of elements in document order and gives the bytes to a
/// sink. What prefixes mean comes with each name, so it need not know what is in scope above its first element, except for the
/// prefixes of an InclusiveNamespaces list. One is used for one form after the other, by one thread at a time.
/// </summary>
internal sealed class CanonicalFormatter : IDisposable
{
    private const int ChunkSize = 16 * 1024;
    private const string XmlPrefix = "xml";

    // Each name looks through them.
    private const int MaxDeclarations = 256;

    private readonly PooledBytes _chunk = new(ChunkSize);
    private readonly PooledBytes _values = new();
    private readonly CanonicalAttributes _attributes = new();
    private readonly NamespaceStack _rendered = new();
    private Element[] _elements = new Element[16];
    private int _depth;
    private char _highSurrogate;
    private ICanonicalSink? _sink;

    /// <summary>The prefixes that are declared without being visibly used; null when there are none.</summary>
    public InclusivePrefixes? InclusivePrefixes { get; private set; }

    /// <summary>Whether the memory that is kept for the next form is small.</summary>
    public bool IsWorthKeeping => _chunk.Capacity + _values.Capacity <= 8 * ChunkSize;

    /// <summary>Begins a form.</summary>
    /// <param name="sink">Takes its bytes.</param>
    /// <param name="inclusivePrefixes">The prefixes of InclusiveNamespaces; null when there are none.</param>
    public void Start(ICanonicalSink sink, InclusivePrefixes? inclusivePrefixes = null)
    {
        Reset();
        _sink = sink;
        InclusivePrefixes = inclusivePrefixes;
    }

    /// <summary>Begins a start tag. Its attributes follow, then <see cref="EndStartTag"/>.</summary>
    public void StartElement(string prefix, string localName, string namespaceUri)
    {
        FlushPending();
        if (_depth == _elements.Length)
        {
            Array.Resize(ref _elements, 2 * _depth);
        }

        _elements[_depth++] = new Element(prefix, localName, _rendered.Count);
        _chunk.Append((byte)'<');
        CanonicalText.AppendName(_chunk, prefix, localName);
        Render(prefix, namespaceUri);
    }

    /// <summary>Adds an attribute, not a declaration, to the tag.</summary>
    public void Attribute(string prefix, string localName, string namespaceUri, ReadOnlySpan<char> value)
    {
        var start = _values.Count;
        CanonicalText.AppendAttributeValue(_values, value);
        _attributes.Add(new CanonicalAttributes.Entry(prefix, localName, namespaceUri, start, _values.Count - start));
        if (prefix.Length > 0)
        {
            Render(prefix, namespaceUri);
        }
    }

    /// <summary>Says what a prefix of the InclusiveNamespaces list means at the tag's element: needed at the first element, and where it changes.</summary>
    public void InclusiveDeclaration(string prefix, string namespaceUri) => Render(prefix, namespaceUri);

    /// <summary>Ends the start tag.</summary>
    public void EndStartTag()
    {
        var first = _elements[_depth - 1].Rendered;
        _rendered.SortFrom(first);
        for (var i = first; i < _rendered.Count; i++)
        {
            CanonicalText.AppendDeclaration(_chunk, _rendered[i].Prefix, _rendered[i].NamespaceUri);
        }

        if (_attributes.Count > 0)
        {
            WriteAttributes();
        }

        _chunk.Append((byte)'>');
        FlushFull();
    }

    /// <summary>Adds characters of an element's content, in pieces of any size.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (_highSurrogate != 0)
        {
            CanonicalText.AppendVerbatim(_chunk, [_highSurrogate, text[0]]);
            _highSurrogate = '\0';
            text = text[1..];
        }

        if (!text.IsEmpty && char.IsHighSurrogate(text[^1]))
        {
            _highSurrogate = text[^1];
            text = text[..^1];
        }

        while (text.Length > ChunkSize / 4)
        {
            var length = char.IsHighSurrogate(text[(ChunkSize / 4) - 1]) ? (ChunkSize / 4) - 1 : ChunkSize / 4;
            CanonicalText.AppendText(_chunk, text[..length]);
            FlushFull();
            text = text[length..];
        }

        CanonicalText.AppendText(_chunk, text);
        FlushFull();
    }

    /// <summary>Adds a processing instruction.</summary>
    public void ProcessingInstruction(string target, string data)
    {
        FlushPending();
        _chunk.Append("<?"u8);
        CanonicalText.AppendVerbatim(_chunk, target);
        if (data.Length > 0)
        {
            _chunk.Append((byte)' ');
            CanonicalText.AppendVerbatim(_chunk, data.Replace("\r", "&#xD;", StringComparison.Ordinal));
        }

        _chunk.Append("?>"u8);
        FlushFull();
    }

    /// <summary>Ends the innermost element.</summary>
    public void EndElement()
    {
        FlushPending();
        ref var element = ref _elements[--_depth];
        _chunk.Append("</"u8);
        CanonicalText.AppendName(_chunk, element.Prefix, element.LocalName);
        _chunk.Append((byte)'>');
        _rendered.Truncate(element.Rendered);
        FlushFull();
    }

    /// <summary>Gives what is left to the sink: the form is complete.</summary>
    /// <exception cref="InvalidOperationException">An element is still open.</exception>
    public void Finish()
    {
        if (_depth != 0)
        {
            throw new InvalidOperationException("A canonical form ends with its first element.");
        }

        FlushPending();
        _sink!.Append(_chunk.Span);
        Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reset();
        _chunk.Dispose();
        _values.Dispose();
    }

    /// <summary>Forgets a form that is not finished.</summary>
    public void Reset()
    {
        Array.Clear(_elements, 0, _depth);
        _depth = 0;
        _highSurrogate = '\0';
        _chunk.Clear();
        _values.Clear();
        _attributes.Clear();
        _rendered.Truncate(0);
        _sink = null;
        InclusivePrefixes = null;
    }

    private void Render(string prefix, string namespaceUri)
    {
        if (prefix != XmlPrefix && (_rendered.Find(prefix) ?? (prefix.Length == 0 ? "" : null)) != namespaceUri)
        {
            if (_rendered.Count == MaxDeclarations)
            {
                throw new XmlException("More prefixes are declared at once than a message has for good.");
            }

            _rendered.Add(prefix, namespaceUri);
        }
    }

    private void WriteAttributes()
    {
        _attributes.Sort();
        foreach (ref readonly var attribute in _attributes.Entries)
        {
            _chunk.Append((byte)' ');
            CanonicalText.AppendName(_chunk, attribute.Prefix, attribute.LocalName);
            _chunk.Append("=\""u8);
            _chunk.Append(_values.Span.Slice(attribute.ValueStart, attribute.ValueLength));
            _chunk.Append((byte)'"');
        }

        _attributes.Clear();
        _values.Clear();
    }

    private void FlushPending()
    {
        if (_highSurrogate != 0)
        {
            throw new XmlException("Half a surrogate pair stands alone.");
        }
    }

    private void FlushFull()
    {
        // The chunk was rented with room to spare; to keep it from growing, it goes when three quarters are used.
        if (_chunk.Count > ChunkSize / 4 * 3)
        {
            _sink!.Append(_chunk.Span);
            _chunk.Clear();
        }
    }

    private readonly record struct Element(string Prefix, string LocalName, int Rendered);
}
