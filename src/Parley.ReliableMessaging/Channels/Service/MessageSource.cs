using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Where a service's messages come from, and the way back: an exchange of requests and responses, or a connection.</summary>
internal abstract class MessageSource
{
    /// <summary>The channel below.</summary>
    public abstract IChannel Channel { get; }

    /// <summary>The address that the messages come to; null when it is not known.</summary>
    public abstract EndpointAddress? LocalAddress { get; }

    /// <summary>The transport address of the way back.</summary>
    public abstract Uri? Via { get; }

    /// <summary>False when there is no way back: nobody can be answered.</summary>
    public virtual bool HasWayBack => true;

    /// <summary>True when messages come and go by themselves: answers go to an address of the client's own, and may overtake each other.</summary>
    public virtual bool IsDatagram => false;

    /// <summary>The name of the message that came last; null when it has none. Answers relate to it.</summary>
    public UniqueId? MessageId { get; set; }

    /// <summary>The session whose message came last; null for none. It may have ended meanwhile.</summary>
    public ServiceSession? Known { get; set; }

    /// <summary>Answers a message that belongs to no session, or that a session does not take. Does not throw.</summary>
    /// <param name="message">The answer; null when there is nothing to say. It is closed.</param>
    public abstract ValueTask AnswerAsync(Message? message);
}
