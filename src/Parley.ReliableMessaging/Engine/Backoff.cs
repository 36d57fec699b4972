namespace Parley.ReliableMessaging;

/// <summary>Times that double with every attempt.</summary>
internal static class Backoff
{
    private const int MostDoublings = 20;
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>The longest wait between two attempts: a session that InactivityTimeout ends first gains nothing from a longer one.</summary>
    public static TimeSpan Longest(TimeSpan inactivityTimeout) => inactivityTimeout / 2 < s_longest ? inactivityTimeout / 2 : s_longest;

    /// <summary>The time after so many doublings, but not more than the longest.</summary>
    public static TimeSpan Doubled(TimeSpan time, int doublings, TimeSpan longest)
    {
        var ticks = Math.Min(time.Ticks, s_longest.Ticks) << Math.Min(doublings, MostDoublings);
        return TimeSpan.FromTicks(Math.Min(ticks, longest.Ticks));
    }
}
