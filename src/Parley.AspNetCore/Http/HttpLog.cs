using Microsoft.Extensions.Logging;

namespace Parley.Channels;

/// <summary>What the service half of HTTP logs.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(101, LogLevel.Information, "Refused a request to {Uri} with status {StatusCode}: {Reason}")]
    private static partial void Refused(this ILogger logger, Uri uri, int statusCode, string reason);

    [LoggerMessage(106, LogLevel.Debug, "Where the request to {Uri} was found to be wrong.")]
    private static partial void WhereRefused(this ILogger logger, Uri uri, Exception exception);

    /// <summary>Clients are wrong, or go away, every day: the stack is for those who look closer.</summary>
    public static void Refused(this ILogger logger, Uri uri, int statusCode, string reason, Exception? exception)
    {
        if (exception is null)
        {
            logger.Refused(uri, statusCode, reason);
        }
        else if (logger.IsEnabled(LogLevel.Information))
        {
            logger.Refused(uri, statusCode, $"{reason.TrimEnd('.')}. {exception.Message}");
            logger.WhereRefused(uri, exception);
        }
    }

    [LoggerMessage(102, LogLevel.Debug, "The client of a request to {Uri} went away before the request was read.")]
    public static partial void ClientGone(this ILogger logger, Uri uri, Exception exception);

    [LoggerMessage(103, LogLevel.Warning, "Requests to {Uri} were still under way when CloseTimeout ended, and were aborted.")]
    public static partial void Aborted(this ILogger logger, Uri uri);

    /// <remarks>The host says it too, where there is one.</remarks>
    [LoggerMessage(104, LogLevel.Debug, "Listening at {Uri}.")]
    public static partial void Listening(this ILogger logger, Uri uri);

    [LoggerMessage(105, LogLevel.Error, "A request to {Uri} failed in the transport.")]
    public static partial void Failed(this ILogger logger, Uri uri, Exception exception);
}
