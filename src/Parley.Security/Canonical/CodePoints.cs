namespace Parley.Security;

/// <summary>The order of Canonical XML: by code points, which is the order of UTF-8 bytes.</summary>
internal static class CodePoints
{
    /// <summary>Less than zero, zero or more than zero, as the first text stands before, with or after the second.</summary>
    public static int Compare(string a, string b)
    {
        if (ReferenceEquals(a, b))
        {
            return 0;
        }

        var common = a.AsSpan().CommonPrefixLength(b);
        if (common == a.Length || common == b.Length)
        {
            return a.Length - b.Length;
        }

        // UTF-16 puts surrogates, that is code points from U+10000 on, before U+E000 to U+FFFF.
        char x = a[common], y = b[common];
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x - y : char.IsSurrogate(x) ? 1 : -1;
    }
}
