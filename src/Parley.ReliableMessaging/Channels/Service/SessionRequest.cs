using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A CreateSequence that was found good.</summary>
internal sealed class SessionRequest
{
    /// <summary>The channel below that it came from.</summary>
    public required IChannel Channel { get; init; }

    /// <summary>The address of that channel; null when it has none.</summary>
    public required EndpointAddress? LocalAddress { get; init; }

    /// <summary>The transport address of the way back; null when it is not known.</summary>
    public required Uri? Via { get; init; }

    /// <summary>Where it came from, as the transport saw it; null where that is not known.</summary>
    public RemoteEndpointMessageProperty? Peer { get; init; }

    /// <summary>Who sent it.</summary>
    public required SessionOwner Owner { get; init; }

    /// <summary>The version of its message, and of all that follow.</summary>
    public required MessageVersion Version { get; init; }

    /// <summary>The name of its message.</summary>
    public required UniqueId MessageId { get; init; }

    /// <summary>The address that it went to, with what the endpoint's own address has beside it: the acceptance of an offer repeats it.</summary>
    public required EndpointAddress To { get; init; }

    /// <summary>Where answers go.</summary>
    public required EndpointAddress RemoteAddress { get; init; }

    /// <summary>The sequence that was offered for the way back and is accepted; null for none.</summary>
    public required string? Offer { get; init; }

    /// <summary>How long the sequence may live, as the client said; it is repeated, and nothing else.</summary>
    public required TimeSpan? Expires { get; init; }
}
