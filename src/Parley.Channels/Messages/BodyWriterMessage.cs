using System.Xml;

namespace Parley.Channels;

/// <summary>A message that this process makes.</summary>
internal sealed class BodyWriterMessage : HeadedMessage
{
    private readonly BodyWriter _body;

    public BodyWriterMessage(MessageVersion version, ActionHeader? action, BodyWriter body)
        : base(new MessageHeaders(version), null)
    {
        _body = body;
        if (action is not null)
        {
            OwnHeaders.Set(action);
        }
    }

    public BodyWriterMessage(MessageHeaders headers, MessageProperties? properties, BodyWriter body)
        : base(headers, properties) => _body = body;

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
        _body.WriteBodyAttributes(writer, OwnHeaders.MessageVersion);
    }

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => _body.WriteBodyContents(writer);

    protected override MessageBuffer OnCreateBufferedCopy(int maxBufferSize)
        => new BodyWriterMessageBuffer(OwnHeaders, OwnProperties, _body.CreateBufferedCopy(maxBufferSize));

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

    protected override void OnClose() => OwnProperties?.Dispose();
}
