using System.Security.Cryptography;
using System.Text;

namespace Quickstart;

/// <summary>Which words stand in which lines of a text. The service builds one for each session, and this program one of its own to compare.</summary>
public sealed class WordIndex
{
    private readonly SortedDictionary<string, List<int>> _lines = new(StringComparer.Ordinal);
    private int _lineCount;
    private int _wordCount;

    /// <summary>Adds the next line.</summary>
    /// <returns>The number of lines so far.</returns>
    public int Add(string line)
    {
        _lineCount++;
        foreach (var word in Words(line))
        {
            _wordCount++;
            if (!_lines.TryGetValue(word, out var lines))
            {
                _lines.Add(word, lines = []);
            }

            lines.Add(_lineCount);
        }

        return _lineCount;
    }

    /// <summary>Counts, the most frequent words, and a fingerprint of the whole index.</summary>
    public IndexSummary Summarize()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (word, lines) in _lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{word}:{string.Join(',', lines)}\n"));
        }

        return new IndexSummary
        {
            Lines = _lineCount,
            Words = _wordCount,
            DistinctWords = _lines.Count,
            MostFrequent = [.. _lines.Where(entry => entry.Key.Length > 4).OrderByDescending(entry => entry.Value.Count).Take(5)
                .Select(entry => new WordCount { Word = entry.Key, Count = entry.Value.Count })],
            Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset()),
        };
    }

    private static IEnumerable<string> Words(string line)
    {
        var start = -1;
        for (var i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && char.IsLetter(line[i]))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                yield return line[start..i].ToLowerInvariant();
                start = -1;
            }
        }
    }
}
