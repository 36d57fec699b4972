using Microsoft.Extensions.Logging;

namespace Parley;

/// <summary>What a host logs. Event ids 2100 to 2199.</summary>
internal sealed partial class HostLog(ILogger logger)
{
    [LoggerMessage(2100, LogLevel.Warning, "The service {Service} asks for InstanceContextMode.PerSession, but its endpoint {Endpoint} (contract {Contract}) has the binding {Binding}, which gives no session: every call gets its own service object. Use a binding with sessions (NetTcpBinding, or WSHttpBinding with ReliableSession.Enabled), or set SessionMode.Required on the contract to have this refused.")]
    internal partial void NoSession(string service, string endpoint, string contract, string binding);

    [LoggerMessage(2101, LogLevel.Information, "The service {Service} listens at {Address}.")]
    internal partial void Listening(string service, string? address);

    [LoggerMessage(2102, LogLevel.Warning, "The service {Service} closed, and aborted what had not ended in the time given to Close (CloseTimeout is {Timeout}). Sessions: {Count}.")]
    internal partial void SessionsAborted(string service, TimeSpan timeout, int count);

    [LoggerMessage(2103, LogLevel.Information, "The service {Service} is closed.")]
    internal partial void Closed(string service);
}
