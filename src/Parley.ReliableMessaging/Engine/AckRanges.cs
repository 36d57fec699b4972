namespace Parley.ReliableMessaging;

/// <summary>What is done to lists of ranges.</summary>
internal static class AckRanges
{
    /// <summary>The same numbers in ranges that ascend and do not overlap; the list itself where it is so already.</summary>
    public static IReadOnlyList<AckRange> Merge(IReadOnlyList<AckRange> ranges)
    {
        for (var index = 1; index < ranges.Count; index++)
        {
            if (ranges[index].Lower <= ranges[index - 1].Upper)
            {
                return MergeSorted([.. ranges.OrderBy(range => range.Lower)]);
            }
        }

        return ranges;
    }

    private static List<AckRange> MergeSorted(List<AckRange> sorted)
    {
        var merged = new List<AckRange>(sorted.Count);
        foreach (var range in sorted)
        {
            // A range upside down stays as it is, to be refused.
            if (merged.Count != 0 && range.Lower <= merged[^1].Upper && range.Lower <= range.Upper)
            {
                merged[^1] = new(merged[^1].Lower, Math.Max(merged[^1].Upper, range.Upper));
            }
            else
            {
                merged.Add(range);
            }
        }

        return merged;
    }

    /// <summary>True when the number is in one of the ranges.</summary>
    public static bool Contains(IReadOnlyList<AckRange> ranges, long number)
    {
        for (var index = 0; index < ranges.Count; index++)
        {
            if (ranges[index].Lower <= number && number <= ranges[index].Upper)
            {
                return true;
            }
        }

        return false;
    }
}
