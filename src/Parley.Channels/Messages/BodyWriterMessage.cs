using System.Xml;

namespace Parley.Channels;

/// <summary>A message that this process makes.</summary>
internal sealed class BodyWriterMessage : Message
{
    private readonly MessageHeaders _headers;
    private readonly BodyWriter _body;
    private MessageProperties? _properties;

    public BodyWriterMessage(MessageVersion version, ActionHeader? action, BodyWriter body)
    {
        _headers = new MessageHeaders(version);
        _body = body;
        if (action is not null)
        {
            _headers.Set(action);
        }
    }

    public BodyWriterMessage(MessageHeaders headers, MessageProperties? properties, BodyWriter body)
    {
        _headers = headers;
        _body = body;
        _properties = properties;
    }

    public override MessageHeaders Headers
    {
        get
        {
            ThrowIfClosed();
            return _headers;
        }
    }

    public override MessageProperties Properties
    {
        get
        {
            ThrowIfClosed();
            return _properties ??= new MessageProperties();
        }
    }

    public override MessageVersion Version
    {
        get
        {
            ThrowIfClosed();
            return _headers.MessageVersion;
        }
    }

    public override bool IsEmpty
    {
        get
        {
            ThrowIfClosed();
            return _body.IsEmpty;
        }
    }

    public override bool IsFault
    {
        get
        {
            ThrowIfClosed();
            return _body.IsFault;
        }
    }

    protected override void OnWriteStartBody(XmlDictionaryWriter writer)
    {
        base.OnWriteStartBody(writer);
        _body.WriteBodyAttributes(writer, _headers.MessageVersion);
    }

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => _body.WriteBodyContents(writer);

    protected override MessageBuffer OnCreateBufferedCopy(int maxBufferSize)
        => new BodyWriterMessageBuffer(_headers, _properties, _body.CreateBufferedCopy(maxBufferSize));

    protected override void OnBodyToString(XmlDictionaryWriter writer)
    {
        if (_body.IsBuffered)
        {
            _body.WriteBodyContents(writer);
        }
        else
        {
            base.OnBodyToString(writer);
        }
    }

    protected override void OnClose() => _properties?.Dispose();
}
