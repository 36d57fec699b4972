using Microsoft.Extensions.Logging;

namespace Parley.Security;

/// <summary>What secure sessions log, under the category <c>Parley.Security</c>. Event ids 2450 to 2499. Never keys, tokens or contents.</summary>
internal sealed partial class SessionLog(ILogger logger)
{
    [LoggerMessage(2450, LogLevel.Information, "A message to {Address} was refused with the fault {Fault}: {Reason}")]
    public partial void Refused(Uri address, SecurityFaultCode fault, string reason);

    [LoggerMessage(2451, LogLevel.Warning, "A request for a secure session at {Address} was refused with the fault {Fault}: {Reason}")]
    public partial void TokenRefused(Uri address, SecurityFaultCode fault, string reason);

    [LoggerMessage(2452, LogLevel.Debug, "The secure session {Session} was opened at {Address}.")]
    public partial void Opened(Uri address, string session);

    [LoggerMessage(2453, LogLevel.Debug, "The secure session {Session} at {Address} has ended ({End}).")]
    public partial void Ended(Uri address, string session, SessionEnd end);

    [LoggerMessage(2454, LogLevel.Information, "The secure session {Session} at {Address} brought no message for too long (the service's ReceiveTimeout), and was ended.")]
    public partial void Idle(Uri address, string session);

    [LoggerMessage(2455, LogLevel.Warning, "Taking a channel at {Address} failed. It is tried again after {Delay}.")]
    public partial void AcceptRetried(Exception exception, Uri address, TimeSpan delay);

    [LoggerMessage(2457, LogLevel.Information, "The connection of the secure session {Session} at {Address} was lost. The session waits for another one.")]
    public partial void ConnectionLost(Uri address, string session);

    [LoggerMessage(2458, LogLevel.Information, "The secure session {Session} at {Address} goes on over another connection.")]
    public partial void Moved(Uri address, string session);

    [LoggerMessage(2456, LogLevel.Error, "A message to {Address} could not be worked on.")]
    public partial void Failed(Exception exception, Uri address);
}
