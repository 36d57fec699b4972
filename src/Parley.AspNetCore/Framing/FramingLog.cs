using Microsoft.Extensions.Logging;

namespace Parley.Channels.Framing;

/// <summary>What the service half of framing logs. Nothing that a client sends is quoted beyond its address.</summary>
internal static partial class FramingLog
{
    [LoggerMessage(1, LogLevel.Warning, "Turned the connection from {Remote} away: {Problem} ({Fault})")]
    public static partial void Refused(ILogger logger, string remote, string problem, string fault);

    [LoggerMessage(2, LogLevel.Warning, "Closed the connection from {Remote}: its preamble was not complete within the channel initialization timeout")]
    public static partial void PreambleTimedOut(ILogger logger, string remote);

    [LoggerMessage(3, LogLevel.Warning, "Closed the connection from {Remote}: too many connections are waiting to be opened")]
    public static partial void Evicted(ILogger logger, string remote);

    [LoggerMessage(4, LogLevel.Warning, "Transport security with {Remote} failed")]
    public static partial void UpgradeFailed(ILogger logger, string remote, Exception exception);

    [LoggerMessage(5, LogLevel.Debug, "The connection from {Remote} ended")]
    public static partial void ConnectionEnded(ILogger logger, string remote, Exception? exception);

    [LoggerMessage(6, LogLevel.Error, "Accepting a connection failed; trying again")]
    public static partial void AcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "The connection from {Remote} failed unexpectedly")]
    public static partial void ConnectionFailed(ILogger logger, string remote, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "A streamed request from {Remote} could not be read")]
    public static partial void RequestUnreadable(ILogger logger, string remote, Exception exception);

    /// <remarks>The host says it too, where there is one.</remarks>
    [LoggerMessage(9, LogLevel.Debug, "Listening at {Uri}")]
    public static partial void Listening(ILogger logger, Uri uri);

    [LoggerMessage(10, LogLevel.Error, "A listener that is closed could not be cleaned up")]
    public static partial void EndFailed(ILogger logger, Exception exception);
}
