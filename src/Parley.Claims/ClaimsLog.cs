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

    /// <summary>The answer of a token service was refused.</summary>
    [LoggerMessage(2605, LogLevel.Warning, "The answer of the token service to a sign-in by the scheme {Scheme} was refused: {Reason}")]
    public static partial void SignInRefused(ILogger logger, string scheme, string reason);

    /// <summary>A sign-in was to come back to another site.</summary>
    [LoggerMessage(2606, LogLevel.Warning, "A sign-in by the scheme {Scheme} was to come back to another site. It comes back to the application's first page. Check what is given as RedirectUri.")]
    public static partial void ForeignReturnUrl(ILogger logger, string scheme);
}
