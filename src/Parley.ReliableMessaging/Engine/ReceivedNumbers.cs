namespace Parley.ReliableMessaging;

/// <summary>
/// The numbers of a sequence that have arrived, as ranges: at most 128 of them, so that nobody fills the memory with
/// every second number. WS-ReliableMessaging 1.1, section 3.9.
/// </summary>
internal sealed class ReceivedNumbers
{
    /// <summary>No more ranges than these are kept. WCF documentation: reliable messaging protocol.</summary>
    public const int MaxRanges = 128;

    private readonly List<AckRange> _ranges = [];

    /// <summary>The highest number that has arrived; 0 when none has.</summary>
    public long Highest => _ranges.Count == 0 ? 0 : _ranges[^1].Upper;

    /// <summary>The highest number up to which every number has arrived.</summary>
    public long Contiguous => _ranges.Count != 0 && _ranges[0].Lower == 1 ? _ranges[0].Upper : 0;

    /// <summary>The ranges, lowest first.</summary>
    public AckRange[] ToArray() => [.. _ranges];

    /// <summary>True when exactly 1 to <paramref name="last"/> have arrived; for 0, when nothing has.</summary>
    public bool IsExactly(long last) => last == 0 ? _ranges.Count == 0 : _ranges.Count == 1 && _ranges[0] == new AckRange(1, last);

    /// <summary>True when the number has arrived.</summary>
    public bool Contains(long number)
    {
        var index = IndexAbove(number);
        return index != 0 && _ranges[index - 1].Upper >= number;
    }

    /// <summary>True when the number can be added without more ranges than are kept.</summary>
    public bool HasRoomFor(long number)
    {
        if (_ranges.Count < MaxRanges)
        {
            return true;
        }

        var index = IndexAbove(number);
        return (index != 0 && _ranges[index - 1].Upper == number - 1)
            || (index < _ranges.Count && _ranges[index].Lower == number + 1);
    }

    /// <summary>Adds a number that has not arrived before and for which there is room.</summary>
    public void Add(long number)
    {
        var index = IndexAbove(number);
        var touchesLower = index != 0 && _ranges[index - 1].Upper == number - 1;
        var touchesUpper = index < _ranges.Count && _ranges[index].Lower == number + 1;
        if (touchesLower && touchesUpper)
        {
            _ranges[index - 1] = new(_ranges[index - 1].Lower, _ranges[index].Upper);
            _ranges.RemoveAt(index);
        }
        else if (touchesLower)
        {
            _ranges[index - 1] = new(_ranges[index - 1].Lower, number);
        }
        else if (touchesUpper)
        {
            _ranges[index] = new(number, _ranges[index].Upper);
        }
        else
        {
            _ranges.Insert(index, new(number, number));
        }
    }

    /// <summary>The index of the first range that begins above the number.</summary>
    private int IndexAbove(long number)
    {
        var low = 0;
        var high = _ranges.Count;
        if (high != 0 && _ranges[^1].Lower <= number)
        {
            return high;
        }

        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_ranges[middle].Lower <= number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
