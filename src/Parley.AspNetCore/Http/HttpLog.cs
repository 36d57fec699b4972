using Microsoft.Extensions.Logging;

namespace Parley.Channels;

/// <summary>What the service half of HTTP logs.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(101, LogLevel.Information, "Refused a request to {Uri} with status {StatusCode}: {Reason}")]
    public static partial void Refused(this ILogger logger, Uri uri, int statusCode, string reason, Exception? exception);

    [LoggerMessage(102, LogLevel.Debug, "The client of a request to {Uri} went away before the request was read.")]
    public static partial void ClientGone(this ILogger logger, Uri uri, Exception exception);

    [LoggerMessage(103, LogLevel.Warning, "Requests to {Uri} were still under way when CloseTimeout ended, and were aborted.")]
    public static partial void Aborted(this ILogger logger, Uri uri);

    [LoggerMessage(104, LogLevel.Information, "Listening at {Uri}.")]
    public static partial void Listening(this ILogger logger, Uri uri);

    [LoggerMessage(105, LogLevel.Error, "A request to {Uri} failed in the transport.")]
    public static partial void Failed(this ILogger logger, Uri uri, Exception exception);
}
