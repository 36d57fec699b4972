using Microsoft.Extensions.Logging;

namespace Parley.ReliableMessaging;

/// <summary>
/// What reliable sessions log, under the category <c>Parley.ReliableMessaging</c>. Event ids 2300 to 2399. Nothing of a message but its number.
/// </summary>
internal sealed partial class ReliableLog(ILogger logger)
{
    /// <summary>True when entries of a level are written.</summary>
    public bool IsEnabled(LogLevel level) => logger.IsEnabled(level);

    [LoggerMessage(2300, LogLevel.Debug, "The reliable session {Session} with {Peer} is open ({Role}, version {Version}).")]
    public partial void Opened(string? session, string peer, string role, string version);

    [LoggerMessage(2301, LogLevel.Debug, "The reliable session {Session} of this {Role} with {Peer} was closed after {Age}: {Sent} messages sent, {Retransmitted} times again, {Delivered} delivered, {Duplicates} duplicates dropped.")]
    public partial void Closed(string role, string? session, string peer, TimeSpan age, long sent, long retransmitted, long delivered, long duplicates);

    [LoggerMessage(2302, LogLevel.Warning, "The reliable session {Session} of this {Role} with {Peer} has failed ({Kind}; the setting of this side that matters: {Setting}): {Reason}")]
    public partial void Faulted(string role, Exception? exception, string? session, string peer, string kind, string setting, string reason);

    [LoggerMessage(2303, LogLevel.Information, "The reliable session {Session} of this {Role} with {Peer} was aborted by this side.")]
    public partial void Aborted(string role, string? session, string peer);

    [LoggerMessage(2304, LogLevel.Debug, "The message {Number} of the reliable session {Session} of this {Role} is sent again, as attempt {Attempt}.")]
    public partial void Retransmitted(string role, string? session, long number, int attempt);

    [LoggerMessage(2305, LogLevel.Information, "The connection of the reliable session {Session} of this {Role} with {Peer} failed, or could not be made. The session goes on. The reason: {Reason}")]
    private partial void TransportLost(string role, string? session, string peer, string reason);

    [LoggerMessage(2317, LogLevel.Debug, "Where the connection of the reliable session {Session} of this {Role} with {Peer} failed.")]
    private partial void WhereTransportLost(Exception exception, string role, string? session, string peer);

    /// <summary>Connections are lost every day: the stack is for those who look closer.</summary>
    public void TransportLost(string role, Exception? exception, string? session, string peer)
    {
        TransportLost(role, session, peer, exception?.Message ?? "it ended.");
        if (exception is not null)
        {
            WhereTransportLost(exception, role, session, peer);
        }
    }

    [LoggerMessage(2306, LogLevel.Information, "The reliable session {Session} of this {Role} with {Peer} has a new connection.")]
    public partial void TransportReplaced(string role, string? session, string peer);

    [LoggerMessage(2307, LogLevel.Debug, "A request of the reliable session {Session} of this {Role} with {Peer} had no response. The session goes on.")]
    public partial void NoResponse(string role, Exception exception, string? session, string peer);

    [LoggerMessage(2308, LogLevel.Warning, "A reliable session for {Peer} was refused ({Code}): {Reason}")]
    public partial void Refused(string peer, string code, string reason);

    [LoggerMessage(2309, LogLevel.Debug, "The message {Number} of the reliable session {Session} of this {Role} arrived once more, and was dropped.")]
    public partial void DuplicateDropped(string role, string? session, long number);

    [LoggerMessage(2310, LogLevel.Debug, "The message {Number} of the reliable session {Session} of this {Role} was dropped: there was no room or no use for it.")]
    public partial void MessageDropped(string role, string? session, long number);

    [LoggerMessage(2311, LogLevel.Debug, "A message from {Peer} names a sequence that is not known here. It was answered with a fault.")]
    public partial void UnknownSequence(string peer);

    [LoggerMessage(2312, LogLevel.Information, "An answer to {Peer} did not get through. The client asks again, if it lives. The reason: {Reason}")]
    private partial void AnswerLost(string peer, string reason);

    [LoggerMessage(2318, LogLevel.Debug, "Where the answer to {Peer} was lost.")]
    private partial void WhereAnswerLost(Exception exception, string peer);

    /// <inheritdoc cref="TransportLost(string, Exception, string, string)"/>
    public void AnswerLost(Exception exception, string peer)
    {
        AnswerLost(peer, exception.Message);
        WhereAnswerLost(exception, peer);
    }

    [LoggerMessage(2313, LogLevel.Error, "An answer to {Peer} could not be written.")]
    public partial void AnswerNotWritten(Exception exception, string peer);

    [LoggerMessage(2314, LogLevel.Warning, "A message from {Peer} breaks the protocol, or cannot be read.")]
    public partial void MessageUnreadable(Exception exception, string peer);

    [LoggerMessage(2315, LogLevel.Warning, "A channel for reliable sessions could not be accepted at {Address}. Accepting goes on in {Delay}.")]
    public partial void AcceptRetried(Exception exception, Uri? address, TimeSpan delay);

    [LoggerMessage(2316, LogLevel.Debug, "A message of the reliable session {Session} of this {Role} could not be given to {Peer}. The session goes on.")]
    public partial void MessageNotSent(string role, Exception exception, string? session, string peer);

    [LoggerMessage(2319, LogLevel.Error, "A reliable session of this {Role} has come upon an error of its own, and ends.")]
    public partial void Unexpected(string role, Exception exception);

    [LoggerMessage(2320, LogLevel.Error, "What listens to the failure of a reliable session of this {Role}, such as a handler of Faulted, has thrown.")]
    public partial void HandlerFailed(string role, Exception exception);
}
