using Parley.Channels;

namespace Parley;

/// <summary>A message that nobody waits for. WCF documentation: UnknownMessageReceivedEventArgs.</summary>
public sealed class UnknownMessageReceivedEventArgs : EventArgs
{
    internal UnknownMessageReceivedEventArgs(Message message) => Message = message;

    /// <summary>The message. It is closed when the event's handlers have returned.</summary>
    public Message Message { get; }
}
