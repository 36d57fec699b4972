using Microsoft.Extensions.Logging;

namespace Parley;

/// <summary>What the services of an application log. Event ids 2200 to 2299.</summary>
internal sealed partial class MappedServicesLog(ILogger logger)
{
    [LoggerMessage(2200, LogLevel.Information, "The application stops. Its services ({Count}) take no new sessions, and no new calls without a session. Calls under way and open sessions may go on until they end, or until the drain timeout.")]
    internal partial void Draining(int count);

    [LoggerMessage(2201, LogLevel.Warning, "The service {Service} could not be closed and is aborted.")]
    internal partial void CloseFailed(Exception exception, string service);
}
