using Parley.Channels;

namespace Parley;

/// <summary>What a <see cref="ServiceChannel"/> is made of.</summary>
internal sealed class ServiceChannelSettings
{
    /// <summary>The channel to stand on, of any shape.</summary>
    internal required IChannel Channel { get; init; }

    /// <summary>The tables of the contract whose operations are called over the channel; null when none are.</summary>
    internal required ProxyRuntime? Runtime { get; init; }

    /// <summary>The binding's timeouts; SendTimeout is the default of OperationTimeout.</summary>
    internal required IDefaultCommunicationTimeouts Timeouts { get; init; }

    /// <summary>The version of the messages to send.</summary>
    internal MessageVersion? MessageVersion { get; init; }

    /// <summary>The endpoint that is called; null for the channel's own remote address.</summary>
    internal EndpointAddress? RemoteAddress { get; init; }

    /// <summary>The transport address; null for the channel's own.</summary>
    internal Uri? Via { get; init; }

    /// <summary>The address at which the service listens; null on a client.</summary>
    internal Uri? ListenUri { get; init; }

    /// <summary>Whether the channel was accepted by a service.</summary>
    internal bool IsServiceSide { get; init; }

    /// <summary>Whether a session of the channel is none of the contract's business (SessionMode.NotAllowed).</summary>
    internal bool HidesSession { get; init; }

    /// <summary>Whether a dispatcher's pump reads the channel. It gives each message to <see cref="ServiceChannel.TryCompleteReply"/>
    /// first and tells the end to <see cref="ServiceChannel.OnInputEnded"/>.</summary>
    internal bool HasPump { get; init; }

    /// <summary>Starts the pump after the channel has opened; null when whoever made the channel does.</summary>
    internal Action<ServiceChannel>? StartPump { get; init; }

    /// <summary>The clock.</summary>
    internal TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
