namespace Parley.Channels;

/// <summary>The copy of a message that this process made: its headers, and a body writer that can write many times.</summary>
internal sealed class BodyWriterMessageBuffer(MessageHeaders headers, MessageProperties? properties, BodyWriter body) : MessageBuffer
{
    private readonly MessageHeaders _headers = new(headers);
    private readonly MessageProperties? _properties = properties is null ? null : new MessageProperties(properties);
    private bool _closed;

    public override int BufferSize => 0;

    public override Message CreateMessage()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return new BodyWriterMessage(new MessageHeaders(_headers), _properties is null ? null : new MessageProperties(_properties), body);
    }

    public override void Close()
    {
        if (!_closed)
        {
            _closed = true;
            _properties?.Dispose();
        }
    }
}
