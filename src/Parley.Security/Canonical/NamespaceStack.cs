namespace Parley.Security;

/// <summary>
/// Prefixes and what they are bound to, innermost last: those that are in scope, or those that the output has declared. An element
/// remembers <see cref="Count"/> at its start and goes back to it at its end.
/// </summary>
internal sealed class NamespaceStack
{
    private Binding[] _bindings = new Binding[16];

    /// <summary>How many bindings there are.</summary>
    public int Count { get; private set; }

    /// <summary>One of the bindings, the innermost last.</summary>
    public ref readonly Binding this[int index] => ref _bindings[index];

    /// <summary>What a prefix is bound to. Null when it is not bound.</summary>
    public string? Find(string prefix, int from = 0)
    {
        for (var i = Count - 1; i >= from; i--)
        {
            if (_bindings[i].Prefix == prefix)
            {
                return _bindings[i].NamespaceUri;
            }
        }

        return null;
    }

    /// <summary>A prefix that is bound to a namespace and not hidden by an inner declaration. Null when there is none.</summary>
    public string? FindPrefix(string namespaceUri, bool acceptDefault)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            ref readonly var binding = ref _bindings[i];
            if (binding.NamespaceUri == namespaceUri && (acceptDefault || binding.Prefix.Length > 0) && Find(binding.Prefix) == namespaceUri)
            {
                return binding.Prefix;
            }
        }

        return null;
    }

    /// <summary>Binds a prefix, the empty one for the default namespace.</summary>
    public void Add(string prefix, string namespaceUri)
    {
        if (Count == _bindings.Length)
        {
            Array.Resize(ref _bindings, 2 * Count);
        }

        _bindings[Count++] = new Binding(prefix, namespaceUri);
    }

    /// <summary>Sorts the bindings from an index on by their prefixes, the default namespace first.</summary>
    public void SortFrom(int start)
    {
        if (Count - start > 1)
        {
            _bindings.AsSpan(start, Count - start).Sort(static (a, b) => CodePoints.Compare(a.Prefix, b.Prefix));
        }
    }

    /// <summary>Forgets the bindings from an index on.</summary>
    public void Truncate(int count)
    {
        Array.Clear(_bindings, count, Count - count);
        Count = count;
    }

    /// <summary>A prefix and its namespace.</summary>
    public readonly record struct Binding(string Prefix, string NamespaceUri);
}
