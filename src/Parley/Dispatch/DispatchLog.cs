using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Parley.Dispatcher;

/// <summary>What the dispatcher logs. Event ids 2000 to 2099.</summary>
internal sealed partial class DispatchLog(ILogger logger)
{
    internal static DispatchLog None { get; } = new(NullLogger.Instance);

    [LoggerMessage(2000, LogLevel.Error, "The operation {Operation} threw an exception that its contract does not declare.")]
    internal partial void OperationFailed(Exception exception, string? operation);

    [LoggerMessage(2016, LogLevel.Error, "The operation {Operation} threw {Type}, which is another library's: the client gets a general fault instead. Throw Parley.FaultException, or Parley.FaultException<TDetail> with the same detail.")]
    internal partial void ForeignFaultThrown(Exception exception, string? operation, string type);

    [LoggerMessage(2001, LogLevel.Debug, "The operation {Operation} answered with a fault.")]
    internal partial void FaultThrown(string? operation);

    [LoggerMessage(2002, LogLevel.Warning, "A request was refused ({Kind}): {Reason}")]
    internal partial void RequestRefused(string kind, string reason);

    [LoggerMessage(2003, LogLevel.Warning, "The call of {Operation} could not be completed.")]
    internal partial void CallNotCompleted(Exception exception, string? operation);

    [LoggerMessage(2004, LogLevel.Warning, "The fault for {Operation} could not be sent.")]
    internal partial void FaultNotSent(Exception exception, string? operation);

    [LoggerMessage(2005, LogLevel.Error, "An IErrorHandler threw an exception.")]
    internal partial void ErrorHandlerFailed(Exception exception);

    [LoggerMessage(2006, LogLevel.Warning, "A session at {Address} was idle for {Limit} (ReceiveTimeout) and is aborted.")]
    internal partial void SessionIdle(TimeSpan limit, Uri? address);

    [LoggerMessage(2007, LogLevel.Information, "A channel at {Address} failed while it was read: {Reason}")]
    private partial void ReceiveFailed(Uri? address, string reason);

    [LoggerMessage(2017, LogLevel.Debug, "Where the channel at {Address} failed.")]
    private partial void WhereReceiveFailed(Exception exception, Uri? address);

    /// <summary>Clients go away every day: the stack is for those who look closer.</summary>
    internal void ReceiveFailed(Exception exception, Uri? address)
    {
        ReceiveFailed(address, exception.Message);
        WhereReceiveFailed(exception, address);
    }

    [LoggerMessage(2008, LogLevel.Warning, "A channel at {Address} could not be closed.")]
    internal partial void CloseFailed(Exception exception, Uri? address);

    [LoggerMessage(2009, LogLevel.Error, "A service object could not be released at {Address}.")]
    internal partial void ReleaseFailed(Exception exception, Uri? address);

    [LoggerMessage(2010, LogLevel.Warning, "The limit of {Limit} service instances (MaxConcurrentInstances) is reached: new calls wait.")]
    internal partial void InstancesThrottled(int limit);

    [LoggerMessage(2011, LogLevel.Warning, "The limit of {Limit} sessions (MaxConcurrentSessions) is reached at {Address}: new sessions wait.")]
    internal partial void SessionsThrottled(int limit, Uri? address);

    [LoggerMessage(2012, LogLevel.Information, "A channel at {Address} could not be opened: {Reason}")]
    private partial void OpenFailed(Uri? address, string reason);

    [LoggerMessage(2018, LogLevel.Debug, "Where opening the channel at {Address} failed.")]
    private partial void WhereOpenFailed(Exception exception, Uri? address);

    /// <inheritdoc cref="ReceiveFailed(Exception, Uri)"/>
    internal void OpenFailed(Exception exception, Uri? address)
    {
        OpenFailed(address, exception.Message);
        WhereOpenFailed(exception, address);
    }

    [LoggerMessage(2013, LogLevel.Error, "The listener at {Address} failed: it takes no more channels.")]
    internal partial void AcceptFailed(Exception exception, Uri? address);

    [LoggerMessage(2014, LogLevel.Warning, "A channel at {Address} could not be accepted. The listener is open still: accepting goes on in {Delay}.")]
    internal partial void AcceptRetried(Exception exception, Uri? address, TimeSpan delay);

    [LoggerMessage(2015, LogLevel.Warning, "A request of the operation {Operation} could not be read, and is answered with a fault.")]
    internal partial void RequestUnreadable(Exception exception, string? operation);

    [LoggerMessage(2019, LogLevel.Information, "The caller {Caller} may not call the operation {Operation}, and is answered with a fault. Decided by {Decider}.")]
    internal partial void AccessDenied(string? caller, string operation, string decider);
}
