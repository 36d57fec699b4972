using Microsoft.Extensions.Logging;

namespace Parley.Claims;

/// <summary>What claims sessions log. The numbers are stable.</summary>
internal static partial class ClaimsLog
{
    /// <summary>A token was issued again under an identifier that the cache has already.</summary>
    [LoggerMessage(2601, LogLevel.Warning,
        "The session {Session} has a token in the cache already, which stays: the token that was issued again under the same identifier and generation is not stored, and its cookie leads to the first. Issue it with a fresh identifier or key generation.")]
    public static partial void TokenNotReplaced(ILogger logger, string session);

    /// <summary>A cookie's token was refused, and the request goes on without a user.</summary>
    [LoggerMessage(2602, LogLevel.Information, "The session cookie of a request was refused by the scheme {Scheme}: {Reason}")]
    public static partial void TokenRefused(ILogger logger, string scheme, string reason);

    /// <summary>A user signed in.</summary>
    [LoggerMessage(2603, LogLevel.Information, "A user signed in by the scheme {Scheme}: session {Session} began.")]
    public static partial void SignedIn(ILogger logger, string scheme, string session);

    /// <summary>A user signed out.</summary>
    [LoggerMessage(2604, LogLevel.Information, "A user signed out of the scheme {Scheme}: session {Session} ended.")]
    public static partial void SignedOut(ILogger logger, string scheme, string session);
}
