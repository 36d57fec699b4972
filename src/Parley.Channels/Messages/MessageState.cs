namespace Parley.Channels;

/// <summary>Where a message is in its life. A message's body is read, written or copied once. WCF documentation: MessageState.</summary>
public enum MessageState
{
    /// <summary>Nothing has happened to the body yet.</summary>
    Created,

    /// <summary>The body has been read.</summary>
    Read,

    /// <summary>The message has been written.</summary>
    Written,

    /// <summary>The message has been copied into a buffer.</summary>
    Copied,

    /// <summary>The message has been closed.</summary>
    Closed,
}
