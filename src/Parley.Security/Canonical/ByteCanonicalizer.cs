using System.Text;

namespace Parley.Security;

/// <summary>
/// Exclusive XML canonicalisation without comments (Exclusive XML Canonicalization 1.0) of plain XML in UTF-8, by a scanner: names, values and
/// text are copied as bytes. A form may be put together from several scanners, as the body of an encrypted message is.
/// </summary>
internal sealed class ByteCanonicalizer
{
    private const int MaxDepth = 1024;

    private Open[] _open = new Open[64];
    private int[] _order = new int[64];
    private Rendered[] _rendered = new Rendered[32];
    private int _renderedCount;
    private int _depth;
    private PooledBytes _output = null!;
    private byte[][]? _inclusive;

    /// <summary>Takes the values of the wsu:Id attributes of all elements that are canonicalised; null when they are not wanted.</summary>
    public List<string>? Identifiers { get; set; }

    /// <summary>How far a form has come. Set back, together with the output, it is as if what came since had not.</summary>
    public (int Depth, int Rendered) State
    {
        get => (_depth, _renderedCount);
        set => (_depth, _renderedCount) = value;
    }

    /// <summary>Begins a form.</summary>
    /// <param name="output">Takes its bytes, and nothing else until the form is complete.</param>
    /// <param name="inclusivePrefixes">The prefixes of InclusiveNamespaces; null when there are none.</param>
    public void Start(PooledBytes output, InclusivePrefixes? inclusivePrefixes = null)
    {
        _output = output;
        _renderedCount = 0;
        _depth = 0;
        _inclusive = inclusivePrefixes is null ? null : Array.ConvertAll(inclusivePrefixes.Prefixes.ToArray(), Encoding.UTF8.GetBytes);
    }

    /// <summary>Adds the start tag that a scanner has read last. The element is still open afterwards, an empty one, too.</summary>
    /// <returns>False when the element is too deep.</returns>
    public bool AddStartTag(XmlScanner scanner)
    {
        if (_depth == MaxDepth)
        {
            return false;
        }

        ref readonly var element = ref scanner.Current;
        _output.Append((byte)'<');
        var start = _output.Count;
        _output.Append(scanner.QualifiedNameOf(element.Name));
        Reserve(scanner.AttributeCount);
        _open[_depth++] = new Open(start, element.Name.Length, _renderedCount);
        var order = 0;
        AddUsed(scanner, element.Name, element.Binding, ref order);
        for (var i = 0; i < scanner.AttributeCount; i++)
        {
            ref readonly var attribute = ref scanner.AttributeAt(i);
            if (attribute.Binding >= 0)
            {
                AddUsed(scanner, attribute.Name, attribute.Binding, ref order);
            }

            if (Identifiers is not null && attribute.Binding >= 0 && scanner.Local(attribute.Name).SequenceEqual("Id"u8)
                && scanner.NamespaceOf(attribute.Binding).SequenceEqual(SecurityBytes.Wsu))
            {
                Identifiers.Add(FormReader.Unescape(scanner.Slice(attribute.Value)));
            }
        }

        if (_inclusive is not null)
        {
            AddInclusive(scanner, ref order);
        }

        WriteDeclarations(scanner, order);
        WriteAttributes(scanner);
        _output.Append((byte)'>');
        return true;
    }

    /// <summary>Adds the end tag of the innermost element.</summary>
    public void AddEndTag()
    {
        var open = _open[--_depth];
        _renderedCount = open.OuterRendered;
        _output.Append("</"u8);
        var name = _output.GetSpan(open.NameLength);
        _output.Span.Slice(open.NameStart, open.NameLength).CopyTo(name);
        _output.Advance(open.NameLength);
        _output.Append((byte)'>');
    }

    /// <summary>
    /// Adds the rest of the element whose start tag a scanner has read, and <see cref="AddStartTag"/> has added, with its end tag. The element
    /// is not open any more afterwards.
    /// </summary>
    /// <returns>False when what comes is unusual.</returns>
    public bool AddRest(XmlScanner scanner)
    {
        if (scanner.IsEmpty)
        {
            scanner.Leave();
            AddEndTag();
            return true;
        }

        if (!AddContent(scanner) || !scanner.TryReadEndTag())
        {
            return false;
        }

        AddEndTag();
        return true;
    }

    /// <summary>Adds the element whose start tag a scanner has read.</summary>
    /// <returns>False when what comes is unusual.</returns>
    public bool AddElement(XmlScanner scanner) => AddStartTag(scanner) && AddRest(scanner);

    /// <summary>Adds all that comes before the end tag of the scanner's innermost element.</summary>
    /// <returns>False when what comes is unusual.</returns>
    public bool AddContent(XmlScanner scanner)
    {
        var outer = scanner.Depth;
        while (true)
        {
            if (!AddText(scanner))
            {
                return false;
            }

            if (scanner.IsAtEndTag)
            {
                if (scanner.Depth == outer)
                {
                    return true;
                }

                if (!scanner.TryReadEndTag())
                {
                    return false;
                }

                AddEndTag();
            }
            else if (!scanner.TryReadStartTag() || !AddStartTag(scanner))
            {
                return false;
            }
            else if (scanner.IsEmpty)
            {
                scanner.Leave();
                AddEndTag();
            }
        }
    }

    // Up to the next tag. The references of canonical text stay, those that it does not need are resolved.
    private bool AddText(XmlScanner scanner)
    {
        var text = scanner.Bytes[scanner.Position..];
        while (true)
        {
            var length = text.IndexOfAny((byte)'<', (byte)'&', (byte)'>');
            if (length < 0)
            {
                return false;
            }

            _output.Append(text[..length]);
            text = text[length..];
            switch (text[0])
            {
                case (byte)'<':
                    scanner.Position = scanner.Bytes.Length - text.Length;
                    return true;
                case (byte)'&':
                    var reference = text.StartsWith("&amp;"u8) ? 5
                        : text.StartsWith("&lt;"u8) || text.StartsWith("&gt;"u8) ? 4
                        : text.StartsWith("&#xD;"u8) ? 5
                        : 0;
                    if (reference > 0)
                    {
                        _output.Append(text[..reference]);
                    }
                    else if (text.StartsWith("&quot;"u8) || text.StartsWith("&apos;"u8))
                    {
                        reference = 6;
                        _output.Append(text[1] == 'q' ? (byte)'"' : (byte)'\'');
                    }
                    else
                    {
                        return false;
                    }

                    text = text[reference..];
                    break;
                default:
                    return false;
            }
        }
    }

    // A prefix that the element or an attribute uses is declared where the form has not declared it yet with the same meaning.
    private void AddUsed(XmlScanner scanner, XmlScanner.QualifiedName name, int binding, ref int order) =>
        Render(scanner, scanner.Prefix(name), binding, ref order);

    private void AddInclusive(XmlScanner scanner, ref int order)
    {
        foreach (var prefix in _inclusive!)
        {
            var binding = scanner.FindBinding(prefix);
            if (prefix.Length == 0 || (binding >= 0 && scanner.BindingAt(binding).Namespace.Length > 0))
            {
                Render(scanner, prefix, binding, ref order);
            }
        }
    }

    private void Render(XmlScanner scanner, ReadOnlySpan<byte> prefix, int binding, ref int order)
    {
        var namespaceUri = scanner.NamespaceOf(binding);
        for (var i = 0; i < order; i++)
        {
            if (DeclaredPrefix(scanner, _order[i]).SequenceEqual(prefix))
            {
                return;
            }
        }

        for (var i = _renderedCount - 1; i >= 0; i--)
        {
            ref readonly var rendered = ref _rendered[i];
            if (_output.Span.Slice(rendered.PrefixStart, rendered.PrefixLength).SequenceEqual(prefix))
            {
                if (_output.Span.Slice(rendered.NamespaceStart, rendered.NamespaceLength).SequenceEqual(namespaceUri))
                {
                    return;
                }

                _order[order++] = binding;
                return;
            }
        }

        if (!prefix.IsEmpty || !namespaceUri.IsEmpty)
        {
            _order[order++] = binding;
        }
    }

    // Without a declaration there is only the default namespace: none.
    private static ReadOnlySpan<byte> DeclaredPrefix(XmlScanner scanner, int binding) =>
        binding < 0 ? [] : scanner.Slice(scanner.BindingAt(binding).Prefix);

    private void WriteDeclarations(XmlScanner scanner, int count)
    {
        for (var i = 1; i < count; i++)
        {
            for (var j = i; j > 0 && DeclaredPrefix(scanner, _order[j]).SequenceCompareTo(DeclaredPrefix(scanner, _order[j - 1])) < 0; j--)
            {
                (_order[j], _order[j - 1]) = (_order[j - 1], _order[j]);
            }
        }

        for (var i = 0; i < count; i++)
        {
            var prefix = DeclaredPrefix(scanner, _order[i]);
            var namespaceUri = scanner.NamespaceOf(_order[i]);
            _output.Append(" xmlns"u8);
            if (!prefix.IsEmpty)
            {
                _output.Append((byte)':');
            }

            var prefixStart = _output.Count;
            _output.Append(prefix);
            _output.Append("=\""u8);
            var namespaceStart = _output.Count;
            _output.Append(namespaceUri);
            _output.Append((byte)'"');
            if (_renderedCount == _rendered.Length)
            {
                Array.Resize(ref _rendered, 2 * _renderedCount);
            }

            _rendered[_renderedCount++] = new Rendered(prefixStart, prefix.Length, namespaceStart, namespaceUri.Length);
        }
    }

    private void WriteAttributes(XmlScanner scanner)
    {
        for (var i = 0; i < scanner.AttributeCount; i++)
        {
            ref readonly var attribute = ref scanner.SortedAttributeAt(i);
            _output.Append((byte)' ');
            _output.Append(scanner.QualifiedNameOf(attribute.Name));
            _output.Append("=\""u8);
            _output.Append(scanner.Slice(attribute.Value));
            _output.Append((byte)'"');
        }
    }

    // For one element more, with a declaration for itself, for each of its attributes, and for each prefix that is to be there.
    private void Reserve(int attributes)
    {
        if (_depth == _open.Length)
        {
            Array.Resize(ref _open, 2 * _depth);
        }

        var declarations = 1 + attributes + (_inclusive?.Length ?? 0);
        if (declarations > _order.Length)
        {
            _order = new int[Math.Max(declarations, 2 * _order.Length)];
        }
    }

    /// <summary>An open element: its name in the output, and how much was declared around it.</summary>
    private readonly record struct Open(int NameStart, int NameLength, int OuterRendered);

    /// <summary>A declaration in the output.</summary>
    private readonly record struct Rendered(int PrefixStart, int PrefixLength, int NamespaceStart, int NamespaceLength);
}
