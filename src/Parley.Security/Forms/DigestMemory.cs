namespace Parley.Security;

/// <summary>
/// The digests of a part that is the same in many messages but for one word, or altogether: addresses and actions come again and again. What is
/// equal has equal digests. Thread-safe.
/// </summary>
/// <param name="variable">The variable of the word; -1 for a part that is always the same.</param>
internal sealed class DigestMemory(int variable)
{
    private readonly Entry?[] _entries = new Entry?[4];
    private int _next;

    /// <summary>The digest that the part has in a message.</summary>
    /// <returns>In base64, as it came; empty when it is not known.</returns>
    public ReadOnlySpan<byte> Find(FormValues values)
    {
        var word = WordOf(values);
        foreach (var entry in _entries)
        {
            if (entry is not null && word.SequenceEqual(entry.Word))
            {
                return entry.Digest;
            }
        }

        return default;
    }

    /// <summary>Keeps the digest that the part has in a message; it takes the place of an older one.</summary>
    /// <param name="values">The words of the message.</param>
    /// <param name="digest">The digest in base64, computed or compared.</param>
    public void Add(FormValues values, ReadOnlySpan<byte> digest) =>
        Volatile.Write(ref _entries[(uint)Interlocked.Increment(ref _next) % _entries.Length], new Entry(WordOf(values).ToArray(), digest.ToArray()));

    private ReadOnlySpan<byte> WordOf(FormValues values) => variable < 0 ? default : values[variable];

    private sealed record Entry(byte[] Word, byte[] Digest);
}
