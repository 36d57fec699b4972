using Parley.Channels;

namespace Parley.Microbenchmarks.Memory;

/// <summary>The other side of a memory channel, which a benchmark plays itself.</summary>
internal sealed class Peer
{
    /// <summary>Requests on their way to the service's reply channel.</summary>
    public Slot<RequestContext> Requests { get; } = new();

    /// <summary>Messages on their way to the duplex channel.</summary>
    public Slot<Message> Messages { get; } = new();

    /// <summary>Takes what the duplex channel sends.</summary>
    public Action<Message> Sent { get; set; } = static message => message.Close();

    /// <summary>Answers what the request channel sends.</summary>
    public Func<Message, Message> Answer { get; set; } = static message => message;
}
