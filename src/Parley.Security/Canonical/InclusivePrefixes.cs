using System.Xml;

namespace Parley.Security;

/// <summary>
/// The PrefixList of an InclusiveNamespaces element: prefixes whose declarations are kept although nothing visibly uses them
/// (Exclusive XML Canonicalization 1.0, section 2.1). <c>#default</c> stands for the default namespace.
/// </summary>
internal sealed class InclusivePrefixes
{
    /// <summary>More prefixes than a peer sends for good.</summary>
    private const int MaxPrefixes = 64;

    private static readonly char[] Whitespace = [' ', '\t', '\n', '\r'];

    private readonly string[] _prefixes;

    private InclusivePrefixes(string[] prefixes) => _prefixes = prefixes;

    /// <summary>The prefixes, the empty one for the default namespace.</summary>
    public ReadOnlySpan<string> Prefixes => _prefixes;

    /// <summary>Reads the attribute's value. Null when it names no prefix.</summary>
    /// <exception cref="XmlException">It names more than 64 prefixes.</exception>
    public static InclusivePrefixes? Parse(string? prefixList)
    {
        if (string.IsNullOrWhiteSpace(prefixList))
        {
            return null;
        }

        var prefixes = prefixList.Split(Whitespace, MaxPrefixes + 1, StringSplitOptions.RemoveEmptyEntries);
        if (prefixes.Length > MaxPrefixes)
        {
            throw new XmlException("A PrefixList names too many prefixes.");
        }

        for (var i = 0; i < prefixes.Length; i++)
        {
            if (prefixes[i] == "#default")
            {
                prefixes[i] = "";
            }
        }

        return new InclusivePrefixes(prefixes);
    }

    /// <summary>Whether a prefix is in the list.</summary>
    public bool Contains(string prefix) => Array.IndexOf(_prefixes, prefix) >= 0;
}
