namespace Parley.ReliableMessaging;

/// <summary>Times that double with every attempt.</summary>
internal static class Backoff
{
    private const int MostDoublings = 20;

    /// <summary>The time after so many doublings; it stays a time that a clock can be set to.</summary>
    public static TimeSpan Doubled(TimeSpan time, int doublings)
    {
        var ticks = Math.Min(time.Ticks, TimeSpan.TicksPerHour);
        return TimeSpan.FromTicks(ticks << Math.Min(doublings, MostDoublings));
    }
}
