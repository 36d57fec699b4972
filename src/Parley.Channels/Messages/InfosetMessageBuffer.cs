namespace Parley.Channels;

/// <summary>The copy of a message that was received: its headers, and its body as XML with the namespaces around it.</summary>
internal sealed class InfosetMessageBuffer : MessageBuffer
{
    private readonly InfosetBuffer _body;
    private readonly MessageHeaders _headers;
    private readonly MessageProperties _properties;
    private readonly EnvelopeShape? _shape;
    private readonly bool _isEmpty;
    private readonly bool _isFault;
    private bool _closed;

    public InfosetMessageBuffer(
        InfosetBuffer body, MessageHeaders headers, MessageProperties properties, bool isEmpty, bool isFault, EnvelopeShape? shape = null)
    {
        _body = body;
        _headers = new MessageHeaders(headers);
        _properties = new MessageProperties(properties);
        _isEmpty = isEmpty;
        _isFault = isFault;
        _shape = shape;
    }

    public override int BufferSize => _body.Length;

    public override Message CreateMessage()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return new ReceivedMessage(_body, new MessageHeaders(_headers), new MessageProperties(_properties), _shape, _isEmpty, _isFault);
    }

    public override void Close()
    {
        if (!_closed)
        {
            _closed = true;
            _properties.Dispose();
        }
    }
}
