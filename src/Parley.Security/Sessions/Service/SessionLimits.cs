using Parley.Channels;

namespace Parley.Security;

/// <summary>How many sessions a service keeps, and for how long.</summary>
internal sealed class SessionLimits
{
    /// <summary>So many sessions may be issued and not yet accepted by the service.</summary>
    public required int MaxPendingSessions { get; init; }

    /// <summary>So many requests of one session may wait for the service.</summary>
    public required int MaxPendingRequests { get; init; }

    /// <summary>How long a session may go from the issue of its token to its first message.</summary>
    public required TimeSpan InactivityTimeout { get; init; }

    /// <summary>How long an open session may go without a message.</summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary>How long a key is valid.</summary>
    public required TimeSpan KeyLifetime { get; init; }

    /// <summary>For how long the key before is taken after a renewal.</summary>
    public required TimeSpan Rollover { get; init; }

    /// <summary>Whether a key may be renewed.</summary>
    public required bool AllowsRenewal { get; init; }

    /// <summary>The limits of a binding.</summary>
    /// <param name="settings">The service's settings.</param>
    /// <param name="receiveTimeout">The binding's.</param>
    /// <param name="allowsRenewal">CanRenewSession.</param>
    /// <exception cref="InvalidOperationException">The roll-over lasts longer than a key.</exception>
    public static SessionLimits Create(LocalServiceSecuritySettings settings, TimeSpan receiveTimeout, bool allowsRenewal) =>
        settings.SessionKeyRolloverInterval > settings.SessionKeyRenewalInterval
            ? throw new InvalidOperationException(
                $"LocalServiceSettings.SessionKeyRolloverInterval is {settings.SessionKeyRolloverInterval}, which is longer than "
                + $"SessionKeyRenewalInterval ({settings.SessionKeyRenewalInterval}). Make it shorter.")
            : new SessionLimits
            {
                MaxPendingSessions = settings.MaxPendingSessions,
                MaxPendingRequests = settings.MaxPendingRequests,
                InactivityTimeout = settings.InactivityTimeout,
                IdleTimeout = receiveTimeout,
                KeyLifetime = settings.SessionKeyRenewalInterval,
                Rollover = settings.SessionKeyRolloverInterval,
                AllowsRenewal = allowsRenewal,
            };
}
