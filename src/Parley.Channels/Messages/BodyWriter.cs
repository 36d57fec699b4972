using System.Xml;

namespace Parley.Channels;

/// <summary>Writes a message's body. WCF documentation: BodyWriter.</summary>
public abstract class BodyWriter
{
    private bool _written;

    /// <summary>Creates the writer.</summary>
    /// <param name="isBuffered">True when the body can be written many times.</param>
    protected BodyWriter(bool isBuffered) => IsBuffered = isBuffered;

    /// <summary>True when the body can be written many times.</summary>
    public bool IsBuffered { get; }

    /// <summary>True when there is nothing in the body.</summary>
    internal virtual bool IsEmpty => false;

    /// <summary>True when the body is a SOAP fault.</summary>
    internal virtual bool IsFault => false;

    /// <summary>A writer of the same body that can write many times.</summary>
    /// <param name="maxBufferSize">The most bytes to keep in memory; more than 0.</param>
    /// <exception cref="QuotaExceededException">The body is larger.</exception>
    /// <exception cref="InvalidOperationException">The body has been written and cannot be written again.</exception>
    public BodyWriter CreateBufferedCopy(int maxBufferSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBufferSize);
        if (IsBuffered)
        {
            return this;
        }

        TakeOnlyWrite();
        var copy = OnCreateBufferedCopy(maxBufferSize);
        return copy.IsBuffered ? copy : throw new InvalidOperationException("A buffered copy of a body writer must be buffered.");
    }

    /// <summary>Writes the body's contents, without the Body element.</summary>
    /// <param name="writer">Where to write.</param>
    /// <exception cref="InvalidOperationException">The body has been written and cannot be written again.</exception>
    public void WriteBodyContents(XmlDictionaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (!IsBuffered)
        {
            TakeOnlyWrite();
        }

        OnWriteBodyContents(writer);
    }

    /// <summary>A writer of what the body is now, whatever becomes of the objects in it.</summary>
    /// <exception cref="InvalidOperationException">The body has been written and cannot be written again.</exception>
    internal BodyWriter CreatePreservedCopy()
    {
        if (IsEmpty || this is EncodedBody or BufferedBodyWriter)
        {
            return this;
        }

        if (!IsBuffered)
        {
            TakeOnlyWrite();
        }

        return WriteCopy(int.MaxValue);
    }

    /// <summary>Writes attributes of the Body element, right behind its start tag.</summary>
    internal virtual void WriteBodyAttributes(XmlDictionaryWriter writer, MessageVersion version)
    {
    }

    /// <summary>Writes the body without an XML writer, the end of the message with it.</summary>
    /// <returns>False when the body is not a plain one, and is to be written by <see cref="WriteBodyContents"/>.</returns>
    internal virtual bool TryWritePlain(PlainBodyWriter writer) => false;

    /// <summary>Makes the copy; asked only when the writer is not buffered.</summary>
    /// <param name="maxBufferSize">The most bytes to keep in memory.</param>
    protected virtual BodyWriter OnCreateBufferedCopy(int maxBufferSize) => WriteCopy(maxBufferSize);

    /// <summary>Writes the body's contents.</summary>
    /// <param name="writer">Where to write.</param>
    protected abstract void OnWriteBodyContents(XmlDictionaryWriter writer);

    private BufferedBodyWriter WriteCopy(int maxBufferSize)
    {
        var buffer = InfosetWriter.Start(maxBufferSize);
        buffer.Writer.WriteStartElement("Wrapper");
        OnWriteBodyContents(buffer.Writer);
        buffer.Writer.WriteEndElement();
        return new BufferedBodyWriter(buffer.ToBuffer(), IsFault);
    }

    private void TakeOnlyWrite()
    {
        if (_written)
        {
            throw new InvalidOperationException("This body can be written once only, and it has been. A body writer made with isBuffered true can be written again.");
        }

        _written = true;
    }
}
