using System.Buffers;

namespace Parley.Security;

/// <content>The attributes and declarations of a start tag.</content>
internal sealed partial class XmlScanner
{
    /// <summary>No declaration: the name is in no namespace.</summary>
    public const int Unbound = -1;

    /// <summary>The prefix xml, which is never declared.</summary>
    public const int XmlPrefix = -2;

    private const int MaxAttributes = 512;
    private const int MaxBindings = 256;

    /// <summary>So many are sorted faster one by one.</summary>
    private const int FewAttributes = 12;

    private static readonly SearchValues<byte> _unusualInValue = SearchValues.Create("<\t\n\r"u8);

    private Attribute[] _attributes = new Attribute[16];
    private int[] _order = new int[16];
    private Binding[] _bindings = new Binding[32];

    /// <summary>How many declarations are in scope.</summary>
    public int BindingCount { get; private set; }

    /// <summary>How many attributes that are no declarations the last start tag had.</summary>
    public int AttributeCount { get; private set; }

    /// <summary>An attribute of the last start tag.</summary>
    public ref readonly Attribute AttributeAt(int index) => ref _attributes[index];

    /// <summary>The value of an attribute of the last start tag, as it is written.</summary>
    public bool TryGetAttribute(ReadOnlySpan<byte> localName, ReadOnlySpan<byte> namespaceUri, out ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < AttributeCount; i++)
        {
            ref readonly var attribute = ref _attributes[i];
            if (Local(attribute.Name).SequenceEqual(localName) && NamespaceOf(attribute.Binding).SequenceEqual(namespaceUri))
            {
                value = Slice(attribute.Value);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>An attribute of the last start tag, in the order of canonical XML.</summary>
    public ref readonly Attribute SortedAttributeAt(int index) => ref _attributes[_order[index]];

    /// <summary>A declaration in scope, the innermost last.</summary>
    public ref readonly Binding BindingAt(int index) => ref _bindings[index];

    /// <summary>The innermost declaration of a prefix.</summary>
    /// <returns><see cref="Unbound"/> when there is none.</returns>
    public int FindBinding(ReadOnlySpan<byte> prefix)
    {
        for (var i = BindingCount - 1; i >= 0; i--)
        {
            if (Slice(_bindings[i].Prefix).SequenceEqual(prefix))
            {
                return i;
            }
        }

        return Unbound;
    }

    // The references that canonical XML writes in values.
    private static bool HasCanonicalReferences(ReadOnlySpan<byte> value)
    {
        int index;
        while ((index = value.IndexOf((byte)'&')) >= 0)
        {
            value = value[index..];
            var length = value.StartsWith("&amp;"u8) ? 5
                : value.StartsWith("&lt;"u8) ? 4
                : value.StartsWith("&quot;"u8) ? 6
                : value.StartsWith("&#x9;"u8) || value.StartsWith("&#xA;"u8) || value.StartsWith("&#xD;"u8) ? 5
                : 0;
            if (length == 0)
            {
                return false;
            }

            value = value[length..];
        }

        return true;
    }

    private bool TryReadAttribute(int start, int outerBindings, out int position)
    {
        position = start;
        if (!TryReadName(start, out var name))
        {
            return false;
        }

        position = AfterWhitespace(name.Start + name.Length);
        if (position >= _end || _bytes[position] != '=')
        {
            return false;
        }

        position = AfterWhitespace(position + 1);
        if (position >= _end || _bytes[position] is not ((byte)'"' or (byte)'\''))
        {
            return false;
        }

        var quote = _bytes[position++];
        var length = _bytes.AsSpan(position, _end - position).IndexOf(quote);
        if (length < 0)
        {
            return false;
        }

        var value = new Text(position, length);
        position += length + 1;
        var bytes = Slice(value);
        if (bytes.ContainsAny(_unusualInValue) || (quote == '\'' && bytes.Contains((byte)'"')) || !HasCanonicalReferences(bytes))
        {
            return false;
        }

        var prefix = Prefix(name);
        if (prefix.SequenceEqual("xmlns"u8))
        {
            var local = Local(name);
            return length > 0 && !local.SequenceEqual("xml"u8) && !local.SequenceEqual("xmlns"u8)
                && TryBind(new Text(name.Start + name.PrefixLength + 1, local.Length), value, outerBindings);
        }

        if (prefix.IsEmpty && Local(name).SequenceEqual("xmlns"u8))
        {
            return TryBind(new Text(name.Start, 0), value, outerBindings);
        }

        if (AttributeCount == MaxAttributes)
        {
            return false;
        }

        if (AttributeCount == _attributes.Length)
        {
            Array.Resize(ref _attributes, 2 * AttributeCount);
        }

        _attributes[AttributeCount++] = new Attribute(name, value, Unbound);
        return true;
    }

    private bool TryBind(Text prefix, Text namespaceUri, int outerBindings)
    {
        // The namespaces of xml and xmlns may not be declared. Other references than that of the ampersand would change the order of attributes.
        var bytes = Slice(namespaceUri);
        if (bytes.Count((byte)'&') != bytes.Count("&amp;"u8) || bytes.StartsWith("http://www.w3.org/XML/1998/namespace"u8) || bytes.StartsWith("http://www.w3.org/2000/xmlns/"u8))
        {
            return false;
        }

        for (var i = outerBindings; i < BindingCount; i++)
        {
            if (Slice(_bindings[i].Prefix).SequenceEqual(Slice(prefix)))
            {
                return false;
            }
        }

        // Each name looks through them.
        if (BindingCount == MaxBindings)
        {
            return false;
        }

        if (BindingCount == _bindings.Length)
        {
            Array.Resize(ref _bindings, 2 * BindingCount);
        }

        _bindings[BindingCount++] = new Binding(prefix, namespaceUri);
        return true;
    }

    // Attributes may stand before the declarations of their prefixes.
    private bool TryBindAttributes()
    {
        for (var i = 0; i < AttributeCount; i++)
        {
            ref var attribute = ref _attributes[i];
            if (attribute.Name.PrefixLength > 0)
            {
                var prefix = Prefix(attribute.Name);
                var binding = prefix.SequenceEqual("xml"u8) ? XmlPrefix : FindBinding(prefix);
                if (binding == Unbound)
                {
                    return false;
                }

                attribute = attribute with { Binding = binding };
            }
        }

        return TrySortAttributes();
    }

    /// <summary>Puts the attributes into the order of canonical XML: by namespace, then by local name.</summary>
    /// <returns>False when one is there twice.</returns>
    private bool TrySortAttributes()
    {
        if (_order.Length < AttributeCount)
        {
            _order = new int[_attributes.Length];
        }

        var order = _order.AsSpan(0, AttributeCount);
        if (AttributeCount > FewAttributes)
        {
            for (var i = 0; i < AttributeCount; i++)
            {
                order[i] = i;
            }

            order.Sort(new CanonicalOrder(this));
        }
        else
        {
            for (var i = 0; i < AttributeCount; i++)
            {
                order[i] = i;
                for (var j = i; j > 0 && Compare(order[j], order[j - 1]) < 0; j--)
                {
                    (order[j], order[j - 1]) = (order[j - 1], order[j]);
                }
            }
        }

        for (var i = 1; i < AttributeCount; i++)
        {
            if (Compare(order[i], order[i - 1]) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private int Compare(int left, int right)
    {
        ref readonly var a = ref _attributes[left];
        ref readonly var b = ref _attributes[right];
        var order = a.Binding == b.Binding ? 0 : NamespaceOf(a.Binding).SequenceCompareTo(NamespaceOf(b.Binding));
        return order != 0 ? order : Local(a.Name).SequenceCompareTo(Local(b.Name));
    }

    private readonly struct CanonicalOrder(XmlScanner scanner) : IComparer<int>
    {
        public int Compare(int x, int y) => scanner.Compare(x, y);
    }
}
