using System.Buffers;

namespace Parley.Security;

/// <summary>
/// A text with holes: what stands between them is always the same, and what stands in a hole is a word without a character that means
/// anything to XML. So all texts of one pattern have the same elements in the same order, and differ in the words alone. A variable that has
/// more than one hole has the same word in each.
/// </summary>
internal sealed class TextPattern
{
    private static readonly SearchValues<byte> _word = SearchValues.Create(
        [.. Enumerable.Range(0x21, 0x7F - 0x21).Select(code => (byte)code).Where(code => !"<>&\"'"u8.Contains(code))]);

    private readonly byte[] _literals;
    private readonly Hole[] _holes;

    private TextPattern(byte[] literals, Hole[] holes)
    {
        _literals = literals;
        _holes = holes;
    }

    /// <summary>How many holes there are.</summary>
    public int HoleCount => _holes.Length;

    /// <summary>How many bytes stand between the holes, all together.</summary>
    public int LiteralLength => _literals.Length;

    /// <summary>Whether a text can stand in a hole.</summary>
    public static bool IsWord(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(_word);

    /// <summary>What stands before a hole, back to the one before, and the hole's variable.</summary>
    /// <param name="hole">The number of the hole.</param>
    /// <param name="start">Where that begins: 0 for the first hole, then where the last call ended.</param>
    /// <param name="variable">The variable.</param>
    public ReadOnlySpan<byte> LiteralBefore(int hole, ref int start, out int variable)
    {
        var (length, number) = _holes[hole];
        variable = number;
        start += length;
        return _literals.AsSpan(start - length, length);
    }

    /// <summary>What stands behind the last hole.</summary>
    /// <param name="start">Where it begins: where <see cref="LiteralBefore"/> has ended.</param>
    public ReadOnlySpan<byte> LiteralFrom(int start) => _literals.AsSpan(start);

    /// <summary>Makes the pattern of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="words">The words that become holes, wherever they stand, by their variables. An empty one is none.</param>
    /// <returns>Null when a word stands somewhere as a part of another.</returns>
    public static TextPattern? TryCreate(ReadOnlySpan<byte> text, IReadOnlyList<byte[]> words)
    {
        var found = new List<(int Start, int Length, int Variable)>();
        for (var variable = 0; variable < words.Count; variable++)
        {
            var word = words[variable];
            for (var start = 0; word.Length > 0 && text[start..].IndexOf(word) is >= 0 and var index; start += index + word.Length)
            {
                var place = start + index;
                if (!IsDelimited(text, place, word.Length))
                {
                    return null;
                }

                found.Add((place, word.Length, variable));
            }
        }

        found.Sort();
        var literals = new List<byte>(text.Length);
        var holes = new List<Hole>();
        var end = 0;
        foreach (var (start, length, variable) in found)
        {
            if (start < end)
            {
                return null;
            }

            literals.AddRange(text[end..start]);
            holes.Add(new Hole(start - end, variable));
            end = start + length;
        }

        literals.AddRange(text[end..]);
        return new TextPattern([.. literals], [.. holes]);
    }

    /// <summary>Whether a variable has a hole.</summary>
    public bool Has(int variable) => Array.Exists(_holes, hole => hole.Variable == variable);

    /// <summary>Whether all holes are those of one variable.</summary>
    public bool HasOnly(int variable) => Array.TrueForAll(_holes, hole => hole.Variable == variable);

    /// <summary>Compares a text with the pattern. A variable that has a word already must have the same here.</summary>
    /// <param name="text">The text.</param>
    /// <param name="offset">Where it begins in the array in which the words stand.</param>
    /// <param name="values">Takes the words.</param>
    public bool TryMatch(ReadOnlySpan<byte> text, int offset, FormValues values)
    {
        ReadOnlySpan<byte> literals = _literals;
        var rest = text;
        foreach (var hole in _holes)
        {
            if (!rest.StartsWith(literals[..hole.LiteralLength]))
            {
                return false;
            }

            rest = rest[hole.LiteralLength..];
            literals = literals[hole.LiteralLength..];
            var known = values[hole.Variable];
            if (known.IsEmpty)
            {
                // The next literal begins with what ends a word.
                var length = rest.IndexOfAnyExcept(_word);
                if (length <= 0)
                {
                    return false;
                }

                values.Set(hole.Variable, offset + text.Length - rest.Length, length);
                rest = rest[length..];
            }
            else if (rest.StartsWith(known))
            {
                rest = rest[known.Length..];
            }
            else
            {
                return false;
            }
        }

        return rest.SequenceEqual(literals);
    }

    /// <summary>Appends the text that the pattern has with some words.</summary>
    public void AppendTo(PooledBytes output, FormValues values)
    {
        ReadOnlySpan<byte> literals = _literals;
        foreach (var hole in _holes)
        {
            output.Append(literals[..hole.LiteralLength]);
            output.Append(values[hole.Variable]);
            literals = literals[hole.LiteralLength..];
        }

        output.Append(literals);
    }

    private static bool IsDelimited(ReadOnlySpan<byte> text, int start, int length) =>
        start > 0 && start + length < text.Length
        && text[start - 1] is (byte)'"' or (byte)'#' or (byte)'>'
        && text[start + length] is (byte)'"' or (byte)'<'
        && !text.Slice(start, length).ContainsAnyExcept(_word);

    /// <summary>A hole, and how many bytes stand between it and the one before.</summary>
    private readonly record struct Hole(int LiteralLength, int Variable);
}
