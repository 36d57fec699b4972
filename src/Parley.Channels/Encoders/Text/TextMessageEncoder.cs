using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>Messages as XML text.</summary>
internal sealed class TextMessageEncoder : XmlMessageEncoder
{
    private readonly Encoding _writeEncoding;
    private readonly UsualTextHeadReader? _headReader;
    private readonly UsualHeadWriter? _headWriter;
    private readonly EncodedMessageWriter? _encodedWriter;
    private readonly EnvelopeForms _forms = new();

    // A peer that writes the content type its own way does so in all its messages.
    private AcceptedContentType? _lastContentType;

    public TextMessageEncoder(EncoderSettings settings, Encoding writeEncoding)
        : base(settings, new EncoderPools(settings))
    {
        MediaType = MediaTypeOf(settings.MessageVersion.Envelope);
        _writeEncoding = XmlEncodings.ForWriting(writeEncoding);
        BodyForm = _writeEncoding == XmlEncodings.Utf8 && settings.MessageVersion.Envelope != EnvelopeVersion.None
            ? BodyForm.Of(isText: true, settings.MessageVersion)
            : null;
        ContentType = $"{MediaType}; charset={XmlEncodings.NameOf(_writeEncoding)}";
        if (settings.MessageVersion == MessageVersion.Soap12WSAddressing10)
        {
            _headReader = ReadsUsualHeads ? new UsualTextHeadReader() : null;
            _encodedWriter = BodyForm is null ? null : new EncodedMessageWriter(BodyForm);
            _headWriter = _writeEncoding == XmlEncodings.Utf8 ? new UsualHeadWriter(isText: true) : null;
        }
    }

    public override string ContentType { get; }

    protected override BodyForm? BodyForm { get; }

    public override string MediaType { get; }

    /// <summary>The media type of the XML of an envelope version: RFC 3902, SOAP 1.1 section 6, RFC 7303.</summary>
    public static string MediaTypeOf(EnvelopeVersion version) =>
        version == EnvelopeVersion.Soap12 ? "application/soap+xml"
        : version == EnvelopeVersion.Soap11 ? "text/xml"
        : "application/xml";

    internal override bool RemembersForms => _forms.HasRoom;

    internal override void Remember(EnvelopeForm form) => _forms.Add(form);

    public override bool IsContentTypeSupported(string contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        return contentType == ContentType || contentType == _lastContentType?.ContentType || TryReadContentType(contentType, out _);
    }

    public override string GetContentType(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return AppendAction(ContentType, message);
    }

    /// <summary>
    /// Without addressing headers, SOAP 1.2 states the action in the content type: SOAP 1.2 part 2 section 6.5.3, RFC 3902.
    /// </summary>
    public static string AppendAction(string contentType, Message message) =>
        message.Version.Envelope == EnvelopeVersion.Soap12
            && message.Version.Addressing == AddressingVersion.None
            && message.Headers.Action is { Length: > 0 } action
            ? $"{contentType}; action=\"{action.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
            : contentType;

    protected override void OpenReader(IncomingLease lease, ArraySegment<byte> buffer, string? contentType)
    {
        var encoding = XmlEncodings.WithByteOrderOf(ReadEncoding(contentType), buffer);
        if (encoding == XmlEncodings.Utf8)
        {
            lease.Headers = _headReader?.TryTake(ref buffer);
            if (lease.Headers is not null && ReadsPlainBodies)
            {
                // The envelope's start tag is all that is left in front of the body.
                var body = buffer.AsSpan().IndexOf((byte)'>') + 1;
                if (PlainText.Is(buffer.AsSpan(body)))
                {
                    lease.UsePlainBody(this, buffer, body, null);
                    return;
                }
            }
        }

        if (lease.Headers is null)
        {
            lease.KeepEnvelope(this, buffer, encoding);
            lease.Match = encoding == XmlEncodings.Utf8 ? _forms.TryMatch(buffer) : null;
            if (lease.Match is not null)
            {
                return;
            }
        }

        OpenTextReader(lease, buffer, encoding);
    }

    protected override void OpenReader(IncomingLease lease, MessageReadStream stream, string? contentType) =>
        OpenTextReader(lease, stream, XmlEncodings.WithByteOrderOf(ReadEncoding(contentType), stream.Prefetched));

    protected override void WriteEnvelope(Message message, OutgoingWriter writer, Stream output)
    {
        var encoded = output == writer.Buffer && _encodedWriter is not null && message is BodyWriterMessage known && _encodedWriter.Takes(known) ? known : null;
        var start = writer.Buffer.Count;
        if (_writeEncoding == XmlEncodings.Utf8 && message.TryWriteText(output))
        {
            return;
        }

        if (encoded is not null && _encodedWriter!.TryWrite(encoded, writer.Buffer))
        {
            return;
        }

        if (output == writer.Buffer && _headWriter is not null && encoded is null && message is BodyWriterMessage plain
            && _headWriter.TryWritePlain(plain, writer.PlainTextWriter ??= new PlainTextBodyWriter(writer.Buffer), writer.Buffer))
        {
            return;
        }

        var xml = OpenTextWriter(writer, output, _writeEncoding);
        if (TryWriteEncoded(message, xml, output))
        {
            if (encoded is not null)
            {
                _encodedWriter!.Remember(encoded.Headers, writer.Buffer, start);
            }

            return;
        }

        if (output == writer.Buffer && _writeEncoding == XmlEncodings.Utf8)
        {
            xml = WithLongTexts(writer, xml);
        }

        if (encoded is not null)
        {
            message.WriteMessage(xml);
            xml.Close();
            _encodedWriter!.Remember(encoded.Headers, writer.Buffer, start);
            return;
        }

        if (output == writer.Buffer && _headWriter is not null && message is BodyWriterMessage made)
        {
            _headWriter.Write(made, xml, writer.Buffer);
            return;
        }

        message.WriteMessage(xml);
        xml.Close();
    }

    protected override PlainBodyWriter? PlainWriter(OutgoingWriter writer) => writer.PlainTextWriter ??= new PlainTextBodyWriter(writer.Buffer);

    protected override XmlDictionaryWriter OpenBodyWriter(OutgoingWriter writer) =>
        WithLongTexts(writer, OpenTextWriter(writer, writer.Buffer, XmlEncodings.Utf8));

    private static LongTextWriter WithLongTexts(OutgoingWriter writer, XmlDictionaryWriter xml)
    {
        writer.LongTextWriter ??= new LongTextWriter(xml);
        writer.LongTextWriter.Start(writer.Buffer);
        return writer.LongTextWriter;
    }

    private Encoding? ReadEncoding(string? contentType)
    {
        if (contentType is null || contentType == ContentType)
        {
            return _writeEncoding;
        }

        if (_lastContentType is { } last && last.ContentType == contentType)
        {
            return last.Encoding;
        }

        if (!TryReadContentType(contentType, out var encoding))
        {
            throw UnsupportedContentType(contentType);
        }

        _lastContentType = new AcceptedContentType(contentType, encoding);
        return encoding;
    }

    /// <summary>
    /// Looks for the media type and for a charset that can be read. Without a charset the encoding is null: the text shows it.
    /// </summary>
    public bool TryReadContentType(string contentType, out Encoding? encoding)
    {
        encoding = null;
        if (!ContentTypeHeader.TryParse(contentType, out var parsed)
            || !(parsed.IsMediaType(MediaType) || (MessageVersion.Envelope == EnvelopeVersion.None && parsed.IsMediaType("text/xml"))))
        {
            return false;
        }

        if (parsed["charset"] is not { Length: > 0 } charset)
        {
            return true;
        }

        return XmlEncodings.TryGet(charset, out encoding);
    }

    private sealed record AcceptedContentType(string ContentType, Encoding? Encoding);
}
