using Microsoft.Extensions.Logging;

namespace Parley.Claims;

/// <summary>What claims sessions log. The numbers are stable.</summary>
internal static partial class ClaimsLog
{
    /// <summary>A token was issued again under an identifier that the cache has already.</summary>
    [LoggerMessage(2601, LogLevel.Warning,
        "The session {Session} has a token in the cache already, which stays: the token that was issued again under the same identifier and generation is not stored, and its cookie leads to the first. Issue it with a fresh identifier or key generation.")]
    public static partial void TokenNotReplaced(ILogger logger, string session);
}
