using Microsoft.Extensions.Logging;
using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>All that the channels of one listener share: the endpoints, in the order of their priority, and the settings.</summary>
internal sealed class DispatchTable
{
    /// <summary>The table of a service's listener.</summary>
    internal DispatchTable(ChannelDispatcher dispatcher, IDefaultCommunicationTimeouts timeouts)
    {
        Endpoints = [.. dispatcher.Endpoints.OrderByDescending(e => e.FilterPriority).Select(e => new CompiledEndpoint(e))];
        if (Endpoints.Length == 0)
        {
            throw new InvalidOperationException(
                $"The channel dispatcher at '{dispatcher.Listener.Uri}' has no endpoints. Add an EndpointDispatcher to its Endpoints.");
        }

        ErrorHandlers = [.. dispatcher.ErrorHandlers];
        ChannelInitializers = [.. dispatcher.ChannelInitializers];
        IncludesExceptionDetail = dispatcher.IncludeExceptionDetailInFaults;
        ManualAddressing = dispatcher.ManualAddressing;
        MessageVersion = dispatcher.MessageVersion;
        Throttle = dispatcher.ServiceThrottle ?? new ServiceThrottle();
        HidesSessions = dispatcher.HidesSessions;
        Host = dispatcher.Host;
        Timeouts = timeouts;
        Log = dispatcher.Host is { } host ? new DispatchLog(host.LoggerFactory.CreateLogger("Parley.Dispatcher")) : DispatchLog.None;
        TimeProvider = dispatcher.Host?.Clock ?? TimeProvider.System;
        IdleWatch = new IdleWatch(timeouts.ReceiveTimeout, TimeProvider);
        IsOrdered = Array.TrueForAll(Endpoints, e => e.Runtime.ConcurrencyMode == ConcurrencyMode.Single);
    }

    private DispatchTable(DispatchRuntime callbacks, IDefaultCommunicationTimeouts timeouts, MessageVersion version, TimeProvider timeProvider)
    {
        Endpoints = [new CompiledEndpoint(EndpointDispatcher.ForCallbacks(callbacks))];
        IncludesExceptionDetail = callbacks.IncludeExceptionDetailInFaults;
        Throttle = ServiceThrottle.Unlimited();
        Timeouts = timeouts;
        Log = DispatchLog.None;
        MessageVersion = version;
        TimeProvider = timeProvider;
        IsOrdered = callbacks.ConcurrencyMode == ConcurrencyMode.Single;
        IsForCallbacks = true;
    }

    internal CompiledEndpoint[] Endpoints { get; }

    internal IErrorHandler[] ErrorHandlers { get; } = [];

    internal IChannelInitializer[] ChannelInitializers { get; } = [];

    internal bool IncludesExceptionDetail { get; }

    internal bool ManualAddressing { get; }

    internal MessageVersion? MessageVersion { get; }

    internal ServiceThrottle Throttle { get; }

    /// <summary>True when the channels have sessions that the contract does not want to see.</summary>
    internal bool HidesSessions { get; }

    internal ServiceHostBase? Host { get; }

    internal IDefaultCommunicationTimeouts Timeouts { get; }

    internal DispatchLog Log { get; }

    internal TimeProvider TimeProvider { get; }

    /// <summary>Ends idle sessions; null on a client, whose sessions may be idle.</summary>
    internal IdleWatch? IdleWatch { get; }

    /// <summary>True when a session's next message waits until the one before is done.</summary>
    internal bool IsOrdered { get; }

    /// <summary>True on a client.</summary>
    internal bool IsForCallbacks { get; }

    /// <summary>The table of a client's callbacks.</summary>
    internal static DispatchTable ForCallbacks(
        DispatchRuntime callbacks, IDefaultCommunicationTimeouts timeouts, MessageVersion version, TimeProvider timeProvider) =>
        new(callbacks, timeouts, version, timeProvider);

    /// <summary>The endpoint of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="refusal">Why there is none.</param>
    /// <returns>The endpoint; null when no endpoint takes the message.</returns>
    internal CompiledEndpoint? Select(Message message, out Exception? refusal)
    {
        refusal = null;
        var addressed = false;
        foreach (var endpoint in Endpoints)
        {
            if (!endpoint.AddressFilter.Match(message))
            {
                continue;
            }

            addressed = true;
            if (endpoint.ContractFilter.Match(message))
            {
                return endpoint;
            }
        }

        DispatchFaults.RequireHeaders(message, needsMessageId: false);
        refusal = addressed
            ? new ActionNotSupportedException(DispatchFaults.ActionNotSupportedText(message.Headers.Action))
            : new UnknownDestinationException(message.Headers.To);
        return null;
    }

    /// <summary>The first endpoint that has a message's address; null when none has.</summary>
    internal CompiledEndpoint? FindAddressed(Message message) => Array.Find(Endpoints, endpoint => endpoint.AddressFilter.Match(message));

    /// <summary>Tells the error handlers of an exception that has no caller left.</summary>
    internal void ReportError(Exception error)
    {
        foreach (var handler in ErrorHandlers)
        {
            handler.HandleError(error);
        }
    }
}
