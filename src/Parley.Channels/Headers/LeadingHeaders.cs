namespace Parley.Channels;

/// <summary>
/// The headers of a protocol that one attempt of a message has before all others. They are there as values: headers are made of them when somebody
/// asks for the message's headers, which an encoder that knows them does not.
/// </summary>
internal abstract class LeadingHeaders
{
    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>The prefix that the envelope declares for them.</summary>
    public abstract PrefixDeclaration Declaration { get; }

    /// <summary>Writes the bytes of all of them, as <see cref="MessageHeader.TryWriteBytes"/> does.</summary>
    /// <returns>False when an XML writer is to write one of them; what is written does not count then.</returns>
    public abstract bool TryWriteBytes(in HeaderByteWriter writer);

    /// <summary>Puts the headers before others.</summary>
    public abstract void InsertInto(MessageHeaders headers);
}
