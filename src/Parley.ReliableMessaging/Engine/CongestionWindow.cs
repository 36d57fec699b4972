namespace Parley.ReliableMessaging;

/// <summary>
/// How many messages may be under way: one at first, doubling each round trip up to a threshold, then one more each
/// round trip; back to one when a timer ran out. WCF documentation: MaxTransferWindowSize; the rule is RFC 5681's slow start.
/// </summary>
internal sealed class CongestionWindow
{
    private readonly int _maximum;
    private int _credit;

    public CongestionWindow(int maximum)
    {
        _maximum = maximum;
        Threshold = maximum;
    }

    /// <summary>Messages that may be under way.</summary>
    public int Size { get; private set; } = 1;

    /// <summary>Up to here the window grows quickly.</summary>
    public int Threshold { get; private set; }

    /// <summary>So many messages were acknowledged for the first time.</summary>
    public void Grow(int acknowledged)
    {
        if (Size <= Threshold)
        {
            Size = Math.Min(_maximum, Size + acknowledged);
            return;
        }

        _credit += acknowledged;
        if (_credit >= Size)
        {
            _credit -= Size;
            Size = Math.Min(_maximum, Size + 1);
        }
    }

    /// <summary>The oldest message stayed without an answer.</summary>
    public void Collapse()
    {
        // What is repeated and lost again says nothing new. RFC 5681, section 3.1.
        Threshold = Size > 1 ? Size / 2 : Threshold;
        Size = 1;
        _credit = 0;
    }
}
