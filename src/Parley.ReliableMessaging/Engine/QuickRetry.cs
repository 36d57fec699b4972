namespace Parley.ReliableMessaging;

/// <summary>
/// When to repeat what the transport says has failed: at once, then after 10 ms, 20 ms and so on up to 320 ms. A bad network needs no patience, and these
/// repeats do not count towards MaxRetryCount; after some of them in a row the timer decides, as for what got no answer at all.
/// </summary>
internal static class QuickRetry
{
    /// <summary>So many failures of one message are answered quickly.</summary>
    public const int Most = 12;

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(320);

    /// <summary>The wait after the failure; nothing after the first one.</summary>
    /// <param name="failures">How often the message has failed; from 1.</param>
    public static TimeSpan Wait(int failures) => failures == 1 ? TimeSpan.Zero : Backoff.Doubled(s_first, failures - 2, s_longest);
}
