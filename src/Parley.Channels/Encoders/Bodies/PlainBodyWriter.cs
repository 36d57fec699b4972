namespace Parley.Channels;

/// <summary>
/// Writes plain bodies (<see cref="PlainName"/>) into the message's buffer, the same bytes as the XML writer; but beyond its own buffer
/// that writer may end an element of binary XML by one byte more. A step that answers false
/// has found what is to be written by the XML writer: the body begins anew there.
/// </summary>
internal abstract class PlainBodyWriter
{
    /// <summary>Begins the body and the element that holds the others, of which there is at least one.</summary>
    public abstract bool TryWriteStart(PlainName wrapper);

    /// <summary>Ends the element that holds the others, and the message.</summary>
    public abstract void WriteEnd(PlainName wrapper);

    public abstract bool TryWriteString(PlainName name, string value);

    public abstract bool TryWriteBytes(PlainName name, byte[] value);

    public abstract bool TryWriteInteger(PlainName name, long value);

    public abstract bool TryWriteBoolean(PlainName name, bool value);

    public abstract bool TryWriteGuid(PlainName name, Guid value);
}
