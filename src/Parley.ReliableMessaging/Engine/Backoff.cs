namespace Parley.ReliableMessaging;

/// <summary>Times that double with every attempt.</summary>
internal static class Backoff
{
    private const int MostDoublings = 20;
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>
    /// The wait before a retry. It doubles, but the third to the fifth wait alike: a few losses in a row happen on every bad network,
    /// and say nothing of one that is down. Who is still not answered then is as patient as if each wait had doubled.
    /// </summary>
    /// <param name="timeout">The time after which an answer counts as lost.</param>
    /// <param name="retries">How many retries there were already.</param>
    /// <param name="longest">No wait is longer.</param>
    public static TimeSpan OfRetry(TimeSpan timeout, int retries, TimeSpan longest) =>
        Doubled(timeout, retries is 3 or 4 ? 2 : retries, longest);

    /// <summary>The longest wait between two attempts: a session that InactivityTimeout ends first gains nothing from a longer one.</summary>
    public static TimeSpan Longest(TimeSpan inactivityTimeout) => inactivityTimeout / 2 < s_longest ? inactivityTimeout / 2 : s_longest;

    /// <summary>The time after so many doublings, but not more than the longest.</summary>
    public static TimeSpan Doubled(TimeSpan time, int doublings, TimeSpan longest)
    {
        var ticks = Math.Min(time.Ticks, s_longest.Ticks) << Math.Min(doublings, MostDoublings);
        return TimeSpan.FromTicks(Math.Min(ticks, longest.Ticks));
    }
}
