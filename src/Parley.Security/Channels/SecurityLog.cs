using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;

namespace Parley.Security;

/// <summary>What message security logs, under the category <c>Parley.Security</c>. Event ids 2400 to 2499. No keys, no passwords, nothing of bodies.</summary>
internal sealed partial class SecurityLog(ILogger logger)
{
    /// <summary>The log that the parameters of a binding give; one that is silent when they give none.</summary>
    public static SecurityLog Create(BindingParameterCollection parameters) =>
        new((parameters.Find<ILoggerFactory>() ?? NullLoggerFactory.Instance).CreateLogger("Parley.Security"));

    /// <summary>Strangers send what they like every day: the stack is for those who look closer.</summary>
    public void Refused(Uri address, RefusedMessageException exception)
    {
        if (logger.IsEnabled(LogLevel.Information))
        {
            Refused(address, exception.Code, exception.Details);
            WhereRefused(address, exception);
        }
    }

    [LoggerMessage(2402, LogLevel.Debug, "A message to {Address} was refused, and its sender could not be told.")]
    public partial void SenderGone(Exception exception, Uri address);

    [LoggerMessage(2403, LogLevel.Error, "A message to {Address} could not be verified, because of a failure of this side.")]
    public partial void Failed(Exception exception, Uri address);

    [LoggerMessage(2404, LogLevel.Information, "A message from {Address} was dropped, because it is not protected as the binding says: {Reason}")]
    public partial void Dropped(Uri address, string reason);

    [LoggerMessage(2405, LogLevel.Warning, "Clients of {Address} with different certificates say that they take messages at {Claimed}. Only messages that answer one of them are encrypted for it.")]
    public partial void AddressClaimed(Uri address, Uri claimed);

    [LoggerMessage(2400, LogLevel.Information, "Refused a message to {Address} with the fault {Fault}: {Reason}")]
    private partial void Refused(Uri address, SecurityFaultCode fault, string reason);

    [LoggerMessage(2401, LogLevel.Debug, "Where the message to {Address} was found to be wrong.")]
    private partial void WhereRefused(Uri address, Exception exception);
}
