using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// Writes XML as UTF-8 into memory and, at the same time, gives its exclusive canonical form to a sink. What it writes is canonical
/// already but for declarations: it keeps each one, because names within values may need it, while the canonical form has those that
/// are visibly used. So the form is made of ranges of the output; only declarations are written a second time.
/// </summary>
/// <remarks>Elements are always closed by an end tag, and attributes are sorted. One is used for one piece of XML after the other.</remarks>
internal sealed partial class CanonicalWriter : XmlDictionaryWriter
{
    private const string XmlPrefix = "xml";
    private const string XmlNamespace = "http://www.w3.org/XML/1998/namespace";
    private const string XmlnsPrefix = "xmlns";
    private const string XmlnsNamespace = "http://www.w3.org/2000/xmlns/";

    private const int MostKept = 64 * 1024;
    private static readonly BoundedPool<CanonicalWriter> _pool = new(64);

    private readonly NamespaceStack _scope = new();
    private readonly NamespaceStack _rendered = new();
    private readonly CanonicalAttributes _attributes = new();
    private readonly PooledBytes _values = new();
    private readonly PooledBytes _declarations = new(1024);
    private OpenElement[] _elements = new OpenElement[16];
    private int _depth;
    private PooledBytes? _output;
    private ICanonicalSink? _sink;
    private int _given;
    private Place _place;

    private enum Place
    {
        /// <summary>Before, between or behind elements, or between the tags of one.</summary>
        Content,

        /// <summary>Within a start tag.</summary>
        Tag,

        /// <summary>Within the value of an attribute.</summary>
        Attribute,

        /// <summary>Within the value of a declaration.</summary>
        Declaration,
    }

    private CanonicalWriter()
    {
    }

    /// <summary>A writer for the caller alone, until it is disposed.</summary>
    public static CanonicalWriter Rent() => _pool.Take() ?? new CanonicalWriter();

    /// <summary>Begins to write.</summary>
    /// <param name="output">Takes the XML; what it holds already stays.</param>
    /// <param name="sink">Takes the canonical form of what is written; null when it is not wanted.</param>
    public void Start(PooledBytes output, ICanonicalSink? sink)
    {
        Reset();
        _output = output;
        _sink = sink;
        _given = output.Count;
    }

    /// <summary>Says that an element around what is written declares a prefix: the output does not, the canonical form does where it is used.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="namespaceUri">What it stands for.</param>
    public void DeclareAround(string prefix, string namespaceUri) => _scope.Add(prefix, namespaceUri);

    /// <summary>Ends the start tag that is being written. The length of the output is then where the element's content begins.</summary>
    public void EndStartTag() => MoveToContent();

    /// <summary>Where content goes that is written as bytes: elements and text, canonical already, whose prefixes are declared here.</summary>
    public PooledBytes BeginContent()
    {
        MoveToContent();
        return _output!;
    }

    /// <summary>Gives the sink what is left of the canonical form.</summary>
    /// <exception cref="InvalidOperationException">An element is still open.</exception>
    public void Finish()
    {
        if (_depth != 0)
        {
            throw new InvalidOperationException("A canonical form ends with its first element.");
        }

        MoveToContent();
        Give(_output!.Count);
        Reset();
    }

    /// <inheritdoc/>
    public override WriteState WriteState => _place switch
    {
        Place.Tag => WriteState.Element,
        Place.Attribute or Place.Declaration => WriteState.Attribute,
        _ => _depth > 0 ? WriteState.Content : WriteState.Start,
    };

    /// <inheritdoc/>
    public override void WriteStartElement(string? prefix, string localName, string? ns)
    {
        ArgumentException.ThrowIfNullOrEmpty(localName);
        MoveToContent();
        if (prefix is null)
        {
            prefix = string.IsNullOrEmpty(ns) ? "" : _scope.FindPrefix(ns, acceptDefault: true) ?? "";
        }

        ns ??= Lookup(prefix) ?? throw new ArgumentException($"The prefix {prefix} is not declared.", nameof(prefix));
        if (prefix.Length > 0 && ns.Length == 0)
        {
            throw new ArgumentException("A prefix cannot stand for no namespace.", nameof(prefix));
        }

        if (_depth == _elements.Length)
        {
            Array.Resize(ref _elements, 2 * _depth);
        }

        _elements[_depth++] = new OpenElement(prefix, localName, ns, _scope.Count, _rendered.Count);
        _place = Place.Tag;
    }

    /// <inheritdoc/>
    public override void WriteEndElement()
    {
        MoveToContent();
        if (_depth == 0)
        {
            throw new InvalidOperationException("There is no element to end.");
        }

        ref var element = ref _elements[--_depth];
        _output!.Append("</"u8);
        CanonicalText.AppendName(_output, element.Prefix, element.LocalName);
        _output.Append((byte)'>');
        _scope.Truncate(element.Scope);
        _rendered.Truncate(element.Rendered);
        element = default;
    }

    /// <inheritdoc/>
    public override void WriteFullEndElement() => WriteEndElement();

    /// <inheritdoc/>
    public override string? LookupPrefix(string ns)
    {
        ArgumentNullException.ThrowIfNull(ns);
        return ns switch
        {
            "" => string.IsNullOrEmpty(_scope.Find("")) ? "" : null,
            XmlNamespace => XmlPrefix,
            XmlnsNamespace => XmlnsPrefix,
            _ => _scope.FindPrefix(ns, acceptDefault: true) ?? FindPendingPrefix(ns, acceptDefault: true),
        };
    }

    /// <summary>Does nothing: what is written is in memory.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void Close() => Reset();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Reset();
            if (_values.Capacity + _declarations.Capacity <= MostKept)
            {
                _values.Zero();
                _declarations.Zero();
                _pool.Return(this);
                return;
            }

            _values.Dispose();
            _declarations.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Reset()
    {
        Array.Clear(_elements, 0, _depth);
        _depth = 0;
        _scope.Truncate(0);
        _rendered.Truncate(0);
        _attributes.Clear();
        _values.Clear();
        _output = null;
        _sink = null;
        _place = Place.Content;
        _restCount = 0;
        _highSurrogate = '\0';
    }

    private string? Lookup(string prefix) => prefix switch
    {
        XmlPrefix => XmlNamespace,
        XmlnsPrefix => XmlnsNamespace,
        _ => _scope.Find(prefix) ?? (prefix.Length == 0 ? "" : null),
    };

    /// <summary>The prefix of the tag that is being written, which is only declared at the tag's end.</summary>
    private string? FindPendingPrefix(string ns, bool acceptDefault)
    {
        if (_place == Place.Content)
        {
            return null;
        }

        ref var element = ref _elements[_depth - 1];
        return element.NamespaceUri == ns && (acceptDefault || element.Prefix.Length > 0) ? element.Prefix : null;
    }

    private void MoveToContent()
    {
        EndValue();
        if (_place == Place.Content)
        {
            return;
        }

        if (_place != Place.Tag)
        {
            WriteEndAttribute();
        }

        ref var element = ref _elements[_depth - 1];
        Declare(element.Prefix, element.NamespaceUri, element.Scope);
        _scope.SortFrom(element.Scope);
        WriteTag(ref element);
        _attributes.Clear();
        _values.Clear();
        _place = Place.Content;
    }

    private void WriteTag(ref OpenElement element)
    {
        var output = _output!;
        output.Append((byte)'<');
        CanonicalText.AppendName(output, element.Prefix, element.LocalName);
        var declarationsStart = output.Count;
        for (var i = element.Scope; i < _scope.Count; i++)
        {
            CanonicalText.AppendDeclaration(output, _scope[i].Prefix, _scope[i].NamespaceUri);
        }

        if (_sink is not null && !RendersAllDeclarations(ref element))
        {
            // The canonical form has other declarations than the output.
            Give(declarationsStart);
            _declarations.Clear();
            for (var i = element.Rendered; i < _rendered.Count; i++)
            {
                CanonicalText.AppendDeclaration(_declarations, _rendered[i].Prefix, _rendered[i].NamespaceUri);
            }

            _sink.Append(_declarations.Span);
            _given = output.Count;
        }

        _attributes.Sort();
        foreach (ref readonly var attribute in _attributes.Entries)
        {
            output.Append((byte)' ');
            CanonicalText.AppendName(output, attribute.Prefix, attribute.LocalName);
            output.Append("=\""u8);
            output.Append(_values.Span.Slice(attribute.ValueStart, attribute.ValueLength));
            output.Append((byte)'"');
        }

        output.Append((byte)'>');
    }

    /// <summary>Works out the declarations that the canonical form has at an element: whether they are those of the output.</summary>
    private bool RendersAllDeclarations(ref OpenElement element)
    {
        Render(element.Prefix, element.NamespaceUri);
        foreach (ref readonly var attribute in _attributes.Entries)
        {
            if (attribute.Prefix.Length > 0)
            {
                Render(attribute.Prefix, attribute.NamespaceUri);
            }
        }

        _rendered.SortFrom(element.Rendered);
        var count = _rendered.Count - element.Rendered;
        if (count != _scope.Count - element.Scope)
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            if (_rendered[element.Rendered + i] != _scope[element.Scope + i])
            {
                return false;
            }
        }

        return true;
    }

    private void Render(string prefix, string namespaceUri)
    {
        if (prefix != XmlPrefix && (_rendered.Find(prefix) ?? (prefix.Length == 0 ? "" : null)) != namespaceUri)
        {
            _rendered.Add(prefix, namespaceUri);
        }
    }

    /// <summary>Gives the sink what the output has up to a position and the sink not yet.</summary>
    private void Give(int end)
    {
        if (_sink is not null && end > _given)
        {
            _sink.Append(_output!.Span[_given..end]);
        }

        _given = end;
    }

    /// <summary>An element whose end has not been written, and how many namespaces were in scope and rendered before it.</summary>
    private readonly record struct OpenElement(string Prefix, string LocalName, string NamespaceUri, int Scope, int Rendered);
}
