namespace Parley.Channels;

/// <summary>The copy of a message that this process made: its headers, and a body writer that can write many times.</summary>
/// <param name="headers">The headers, which nobody else has.</param>
/// <param name="properties">The properties of the message that this is a copy of; null for none.</param>
/// <param name="body">The body.</param>
internal sealed class BodyWriterMessageBuffer(MessageHeaders headers, MessageProperties? properties, BodyWriter body) : MessageBuffer
{
    /// <summary>A protocol puts headers of its own before those of a copy.</summary>
    private const int RoomForMore = 3;

    private readonly MessageProperties? _properties = properties is null ? null : new MessageProperties(properties);
    private bool _closed;

    public override int BufferSize => 0;

    public override Message CreateMessage()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return new BodyWriterMessage(new MessageHeaders(headers, RoomForMore), CopyProperties(), body);
    }

    internal override Message CreateMessage(LeadingHeaders leading)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return new BodyWriterMessage(headers, leading, CopyProperties(), body);
    }

    public override void Close()
    {
        if (!_closed)
        {
            _closed = true;
            _properties?.Dispose();
        }
    }

    private MessageProperties? CopyProperties() => _properties is null ? null : new MessageProperties(_properties);
}
