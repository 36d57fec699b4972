using Parley.Channels;

namespace Parley;

/// <summary>
/// What a proxy, and the channel that an operation sees, tell about the conversation that they stand on. WCF documentation: IContextChannel.
/// </summary>
public interface IContextChannel : IChannel, IExtensibleObject<IContextChannel>
{
    /// <summary>Whether the channel may hold a message back for a moment to send it together with the next. Default false.</summary>
    bool AllowOutputBatching { get; set; }

    /// <summary>The session in which messages come in; null without one.</summary>
    IInputSession? InputSession { get; }

    /// <summary>Where the peer's messages to this side go; null when the channel only sends.</summary>
    EndpointAddress? LocalAddress { get; }

    /// <summary>How long one call may take, from its start to its reply. Default: the binding's SendTimeout.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    TimeSpan OperationTimeout { get; set; }

    /// <summary>The session in which messages go out; null without one.</summary>
    IOutputSession? OutputSession { get; }

    /// <summary>The peer's address; null where it has none, as at a service that only answers.</summary>
    EndpointAddress? RemoteAddress { get; }

    /// <summary>The session's identifier; null without a session.</summary>
    string? SessionId { get; }
}
