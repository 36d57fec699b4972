namespace Parley.Security;

/// <summary>When a client asks for a new key.</summary>
/// <param name="isAllowed">Whether it does so at all (CanRenewSession).</param>
/// <param name="interval">After which time at the latest (SessionKeyRenewalInterval).</param>
/// <param name="thresholdPercentage">At which part of the key's life, in percent (CookieRenewalThresholdPercentage).</param>
/// <param name="rollover">For how long the key before counts (SessionKeyRolloverInterval).</param>
internal sealed class ConversationRenewal(bool isAllowed, TimeSpan interval, int thresholdPercentage, TimeSpan rollover)
{
    public bool IsAllowed => isAllowed;

    public TimeSpan Rollover => rollover;

    public DateTime RenewAt(ContextKey key)
    {
        var life = (key.ExpiryTime - key.EffectiveTime).Ticks;
        var part = (long)((Int128)life * thresholdPercentage / 100);
        var wait = Math.Min(interval.Ticks, part);
        return wait >= (DateTime.MaxValue - key.EffectiveTime).Ticks ? DateTime.MaxValue : key.EffectiveTime.AddTicks(wait);
    }
}
