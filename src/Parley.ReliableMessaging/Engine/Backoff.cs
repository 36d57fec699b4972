namespace Parley.ReliableMessaging;

/// <summary>Times that double with every attempt.</summary>
internal static class Backoff
{
    private const int MostDoublings = 20;
    /// <summary>Nobody waits longer between two attempts, however many failed, unless an answer takes that long.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>
    /// The wait after which a retry counts. It doubles, but the third to the fifth wait alike: a few losses in a row happen on every bad network,
    /// and say nothing of one that is down. Who is still not answered then is as patient as if each wait had doubled.
    /// </summary>
    /// <param name="timeout">The time after which an answer counts as lost.</param>
    /// <param name="retries">How many retries there were already.</param>
    /// <param name="longest">No wait is longer.</param>
    public static TimeSpan OfRetry(TimeSpan timeout, int retries, TimeSpan longest) =>
        Doubled(timeout, retries is 3 or 4 ? 2 : retries, longest);

    /// <summary>
    /// The pause between two attempts: as the wait before the retry that counts, but not longer than 4 s. A peer that lives after all, or a network that
    /// works again, is found soon; and who is patient is not the less so.
    /// </summary>
    /// <param name="timeout">The time after which an answer counts as lost; no pause is shorter.</param>
    /// <param name="retries">How many retries there were already.</param>
    /// <param name="longest">No pause is longer.</param>
    public static TimeSpan Pause(TimeSpan timeout, int retries, TimeSpan longest)
    {
        var wait = OfRetry(timeout, retries, longest);
        return wait < MostOf(timeout) ? wait : MostOf(timeout);
    }

    /// <summary>The longest pause between two attempts.</summary>
    /// <param name="timeout">The time after which an answer counts as lost.</param>
    public static TimeSpan MostOf(TimeSpan timeout) => timeout > LongestPause ? timeout : LongestPause;

    /// <summary>The longest wait before a retry that counts: a session that InactivityTimeout ends first gains nothing from a longer one.</summary>
    public static TimeSpan Longest(TimeSpan inactivityTimeout) => inactivityTimeout / 2 < s_longest ? inactivityTimeout / 2 : s_longest;

    /// <summary>The time after so many doublings, but not more than the longest.</summary>
    public static TimeSpan Doubled(TimeSpan time, int doublings, TimeSpan longest)
    {
        var ticks = Math.Min(time.Ticks, s_longest.Ticks) << Math.Min(doublings, MostDoublings);
        return TimeSpan.FromTicks(Math.Min(ticks, longest.Ticks));
    }
}
