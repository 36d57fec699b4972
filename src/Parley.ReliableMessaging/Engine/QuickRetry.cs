namespace Parley.ReliableMessaging;

/// <summary>
/// When to repeat what the transport says has failed: at once, then 10 ms after the last attempt, 20 ms and so on up to 320 ms. A bad network needs no
/// patience, and these repeats do not count towards MaxRetryCount; after some of them in a row the timer decides, as for what got no answer at all.
/// </summary>
/// <remarks>
/// Attempts that take a round trip to fail come slowly by themselves: only those that fail at once have to wait. While other messages get through the
/// network works, and losing one says nothing of the next: the wait does not grow.
/// </remarks>
internal static class QuickRetry
{
    /// <summary>So many failures of one message in a row are answered quickly.</summary>
    public const int Most = 12;

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(320);

    /// <summary>Counts one more failure of a message.</summary>
    /// <param name="failures">Those before it.</param>
    /// <param name="othersProgress">True when others have got through since it was sent.</param>
    public static int Count(int failures, bool othersProgress) => (othersProgress ? Math.Min(1, failures) : failures) + 1;

    /// <summary>When to repeat it: now, or when it has not been sent for a while.</summary>
    /// <param name="now">The time.</param>
    /// <param name="sentAt">The last attempt.</param>
    /// <param name="failures">As <see cref="Count"/> has counted them; from 1.</param>
    public static TimeSpan At(TimeSpan now, TimeSpan sentAt, int failures)
    {
        var at = failures == 1 ? now : sentAt + Backoff.Doubled(s_first, failures - 2, s_longest);
        return at > now ? at : now;
    }
}
