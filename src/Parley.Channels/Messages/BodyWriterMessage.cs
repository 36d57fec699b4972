using System.Xml;

namespace Parley.Channels;

/// <summary>A message that this process makes.</summary>
internal sealed class BodyWriterMessage : HeadedMessage
{
    private BodyWriter _body;
    private LeadingHeaders? _leading;

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

    /// <summary>One attempt of a message that is kept.</summary>
    /// <param name="headers">The headers that all attempts share: they are copied when somebody asks for the headers, who may change them.</param>
    /// <param name="leading">The headers that the attempt has before them.</param>
    /// <param name="properties">The attempt's own properties; null for none.</param>
    /// <param name="body">The body.</param>
    public BodyWriterMessage(MessageHeaders headers, LeadingHeaders leading, MessageProperties? properties, BodyWriter body)
        : base(headers, properties)
    {
        _body = body;
        _leading = leading;
    }

    /// <summary>An attempt that is closed, and that nobody has kept, becomes another one. The parameters are those of the constructor.</summary>
    /// <returns>False when it cannot.</returns>
    public bool TryBecome(MessageHeaders headers, LeadingHeaders leading, BodyWriter body)
    {
        if (OwnProperties is not null || !TryBeginAgain())
        {
            return false;
        }

        HeldHeaders = headers;
        _leading = leading;
        _body = body;
        return true;
    }

    /// <summary>The attempt, which is closed, lets go of what it was made of, until it becomes another.</summary>
    public void LetGo()
    {
        HeldHeaders = null!;
        _leading = null;
        _body = EmptyBodyWriter.Instance;
    }

    /// <summary>Headers before all others that are there as values; null for none, and when they have become headers like the others.</summary>
    public LeadingHeaders? Leading => _leading;

    /// <summary>The headers behind <see cref="Leading"/>. Not to be changed.</summary>
    public MessageHeaders HeadersBehind => HeldHeaders;

    /// <summary>What writes the body.</summary>
    public BodyWriter Body => _body;

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

    internal override MessageHeaders AddressingHeaders
    {
        get
        {
            ThrowIfClosed();
            return HeldHeaders;
        }
    }

    protected override MessageHeaders OwnHeaders => _leading is null ? HeldHeaders : TakeLeading();

    /// <summary>
    /// Writes envelope and body without headers, for an encoder that keeps the body's bytes. The message's state is Copied afterwards.
    /// </summary>
    public void WriteForKeeping(XmlDictionaryWriter writer)
    {
        EnterState(MessageState.Copied);
        EnvelopeShape.WriteStartEnvelope(writer, HeldHeaders.MessageVersion, null);
        OnWriteStartBody(writer);
        _body.WriteBodyContents(writer);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    /// <summary>The copy of a message whose body is kept by an encoder: <see cref="WriteForKeeping"/> goes before.</summary>
    public BodyWriterMessageBuffer CreateKept(BodyWriter body) => new(OwnHeaders.CreatePreserved(), OwnProperties, body);

    /// <summary>As <see cref="CreateKept"/>, in a buffer that was used before where that can be.</summary>
    /// <param name="form">The form of the body.</param>
    /// <param name="element">The Body element; it is copied.</param>
    /// <param name="isFault">True for a fault.</param>
    /// <param name="used">The buffer that was used before; null for none.</param>
    public BodyWriterMessageBuffer Keep(BodyForm form, ReadOnlySpan<byte> element, bool isFault, MessageBuffer? used)
    {
        if (OwnProperties is null && used is BodyWriterMessageBuffer buffer && buffer.TryReuse(form, OwnHeaders) is { } body)
        {
            body.Set(element, isFault);
            return buffer;
        }

        body = new EncodedBody(form);
        body.Set(element, isFault);
        return CreateKept(body);
    }

    internal override MessageBuffer CreatePreservedCopy()
    {
        EnterState(MessageState.Copied);
        return CreateKept(_body.CreatePreservedCopy());
    }

    /// <summary>Writes body and end of the message without an XML writer. The message's state is Written afterwards.</summary>
    /// <returns>False when the body is not a plain one, or the message has been written; the state is as before then.</returns>
    internal bool TryWritePlainBody(PlainBodyWriter writer) =>
        State == MessageState.Created && _body.TryWritePlain(writer) && TryEnterState(MessageState.Written);

    protected override void OnWriteStartBody(XmlDictionaryWriter writer)
    {
        base.OnWriteStartBody(writer);
        _body.WriteBodyAttributes(writer, HeldHeaders.MessageVersion);
    }

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => _body.WriteBodyContents(writer);

    protected override MessageBuffer OnCreateBufferedCopy(int maxBufferSize)
        => new BodyWriterMessageBuffer(new MessageHeaders(OwnHeaders), OwnProperties, _body.CreateBufferedCopy(maxBufferSize));

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

    /// <summary>Somebody wants to see the headers: they become the message's own.</summary>
    private MessageHeaders TakeLeading()
    {
        var headers = new MessageHeaders(HeldHeaders, _leading!.Count);
        _leading.InsertInto(headers);
        _leading = null;
        return HeldHeaders = headers;
    }
}
