namespace Parley.Security;

/// <summary>The attributes of one start tag, sorted as Canonical XML wants them: by namespace name, then by local name.</summary>
internal sealed class CanonicalAttributes
{
    private Entry[] _entries = new Entry[8];

    /// <summary>How many attributes there are.</summary>
    public int Count { get; private set; }

    /// <summary>The attributes.</summary>
    public ReadOnlySpan<Entry> Entries => _entries.AsSpan(0, Count);

    /// <summary>Adds an attribute whose value lies elsewhere.</summary>
    public void Add(in Entry entry)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * Count);
        }

        _entries[Count++] = entry;
    }

    /// <summary>Sorts the attributes.</summary>
    public void Sort()
    {
        if (Count > 1)
        {
            _entries.AsSpan(0, Count).Sort(static (a, b) =>
            {
                var order = CodePoints.Compare(a.NamespaceUri, b.NamespaceUri);
                return order != 0 ? order : CodePoints.Compare(a.LocalName, b.LocalName);
            });
        }
    }

    /// <summary>Forgets the attributes.</summary>
    public void Clear()
    {
        Array.Clear(_entries, 0, Count);
        Count = 0;
    }

    /// <summary>One attribute. Its escaped value is a range of the bytes that its owner keeps.</summary>
    public readonly record struct Entry(string Prefix, string LocalName, string NamespaceUri, int ValueStart, int ValueLength);
}
