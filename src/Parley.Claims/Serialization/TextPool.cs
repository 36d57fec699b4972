using System.Text;

namespace Parley.Claims.Serialization;

/// <summary>
/// Makes strings of UTF-8, and gives the same string again for the same short text: the types, value types and issuers of claims come over and over. Values do not go through it: they are somebody's own. What it
/// keeps is bounded. Not thread safe: each thread has its own (<see cref="OfThread"/>).
/// </summary>
internal sealed class TextPool
{
    private const int Slots = 256;
    private const int LongestKept = 128;

    [ThreadStatic]
    private static TextPool? s_ofThread;

    private readonly string?[] _texts = new string?[Slots];
    private readonly byte[]?[] _bytes = new byte[]?[Slots];

    /// <summary>The pool of the calling thread.</summary>
    public static TextPool OfThread => s_ofThread ??= new TextPool();

    /// <summary>The text; null when the bytes are not UTF-8.</summary>
    public string? Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0)
        {
            return string.Empty;
        }

        if (utf8.Length > LongestKept)
        {
            return Make(utf8);
        }

        var slot = Slot(utf8);
        if (_bytes[slot] is { } known && utf8.SequenceEqual(known))
        {
            return _texts[slot];
        }

        var made = Make(utf8);
        if (made is not null)
        {
            _texts[slot] = made;
            _bytes[slot] = utf8.ToArray();
        }

        return made;
    }

    /// <summary>The text, always made anew; null when the bytes are not UTF-8.</summary>
    public static string? Make(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static int Slot(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return hash.ToHashCode() & (Slots - 1);
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
