using System.Xml;

namespace Parley.Channels;

/// <summary>Messages as binary XML with SOAP's dictionary, [MC-NBFS], each standing alone.</summary>
internal class BinaryMessageEncoder : XmlMessageEncoder
{
    private const string PlainContentType = "application/soap+msbin1";
    private readonly MessageCompression? _compression;

    public BinaryMessageEncoder(EncoderSettings settings, EncoderPools pools, CompressionFormat compression, long maxReceivedMessageSize)
        : this(settings, pools, compression, maxReceivedMessageSize, PlainContentType)
    {
    }

    protected BinaryMessageEncoder(
        EncoderSettings settings, EncoderPools pools, CompressionFormat compression, long maxReceivedMessageSize, string plainContentType)
        : base(settings, pools)
    {
        _compression = compression == CompressionFormat.None ? null : new MessageCompression(compression, maxReceivedMessageSize);
        ContentType = plainContentType + _compression?.ContentTypeSuffix;
        BodyForm = settings.MessageVersion.Envelope == EnvelopeVersion.None ? null : BodyForm.Of(isText: false, settings.MessageVersion);
    }

    public override string ContentType { get; }

    public override string MediaType => ContentType;

    protected override BodyForm? BodyForm { get; }

    /// <summary>The dictionary of the connection's outgoing messages; null when each message stands alone.</summary>
    protected virtual BinaryWriterSession? WriterSession => null;

    public override bool IsContentTypeSupported(string contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        return contentType == ContentType || base.IsContentTypeSupported(contentType) || IsUncompressed(contentType);
    }

    protected override void OpenReader(IncomingLease lease, ArraySegment<byte> buffer, string? contentType)
    {
        ThrowIfUnsupported(contentType);
        if (_compression is not null && !IsUncompressed(contentType))
        {
            buffer = lease.Exchange(_compression, buffer);
        }

        var session = TakeStrings(ref buffer);
        lease.Headers = TakeHeaders(ref buffer, out var body);
        if (lease.Headers is not null && session is not null && ReadsPlainBodies && PlainBinary.Is(buffer.AsSpan(body), session))
        {
            lease.UsePlainBody(this, buffer, body, session);
            return;
        }

        if (lease.Headers is null)
        {
            lease.KeepEnvelope(this, buffer, session);
        }

        OpenReader(lease, buffer, session);
    }

    internal override XmlDictionaryReader OpenEnvelope(IncomingLease lease, ArraySegment<byte> message, object? form)
    {
        var names = (XmlBinaryReaderSession?)form;
        if (lease.TakeEnvelopeReader(Readers) is { } reader)
        {
            ((IXmlBinaryReaderInitializer)reader).SetInput(
                message.Array!, message.Offset, message.Count, NbfsDictionary.Instance, ReaderQuotas, names, null);
            return reader;
        }

        reader = XmlDictionaryReader.CreateBinaryReader(
            message.Array!, message.Offset, message.Count, NbfsDictionary.Instance, ReaderQuotas, names, null);
        lease.UseEnvelopeReader(reader);
        return reader;
    }

    internal override void OpenReader(IncomingLease lease, ArraySegment<byte> document, XmlBinaryReaderSession? names)
    {
        if (Readers.Take() is { } reader)
        {
            lease.Use(reader, Readers);
            ((IXmlBinaryReaderInitializer)reader).SetInput(
                document.Array!, document.Offset, document.Count, NbfsDictionary.Instance, ReaderQuotas, names, null);
            return;
        }

        lease.Use(
            XmlDictionaryReader.CreateBinaryReader(
                document.Array!, document.Offset, document.Count, NbfsDictionary.Instance, ReaderQuotas, names, null),
            Readers);
    }

    protected override void OpenReader(IncomingLease lease, MessageReadStream stream, string? contentType)
    {
        ThrowIfUnsupported(contentType);
        Stream plain = _compression is null || IsUncompressed(contentType) ? stream : lease.Exchange(_compression, stream);

        if (Readers.Take() is { } reader)
        {
            lease.Use(reader, Readers);
            ((IXmlBinaryReaderInitializer)reader).SetInput(plain, NbfsDictionary.Instance, ReaderQuotas, null, null);
            return;
        }

        lease.Use(XmlDictionaryReader.CreateBinaryReader(plain, NbfsDictionary.Instance, ReaderQuotas, null, null), Readers);
    }

    protected override void WriteEnvelope(Message message, OutgoingWriter writer, Stream output)
    {
        var xml = OpenWriter(writer, output);
        if (!TryWriteEncoded(message, xml, output))
        {
            message.WriteMessage(xml);
            xml.Close();
        }
    }

    protected override PlainBodyWriter? PlainWriter(OutgoingWriter writer)
    {
        var plain = writer.PlainBinaryWriter ??= new PlainBinaryBodyWriter(null);
        plain.Start(writer.Buffer);
        return plain;
    }

    protected override XmlDictionaryWriter OpenBodyWriter(OutgoingWriter writer) => OpenWriter(writer, writer.Buffer, null);

    /// <summary>Makes the writer write binary XML.</summary>
    protected XmlDictionaryWriter OpenWriter(OutgoingWriter writer, Stream output) => OpenWriter(writer, output, WriterSession);

    private static XmlDictionaryWriter OpenWriter(OutgoingWriter writer, Stream output, XmlBinaryWriterSession? session)
    {
        if (writer.Writer is null)
        {
            writer.Writer = XmlDictionaryWriter.CreateBinaryWriter(output, NbfsDictionary.Instance, session, ownsStream: false);
        }
        else
        {
            ((IXmlBinaryWriterInitializer)writer.Writer).SetOutput(output, NbfsDictionary.Instance, session, ownsStream: false);
        }

        return writer.Writer;
    }

    protected override void FinishBuffer(MessageBufferStream buffer) =>
        _compression?.Compress(buffer);

    protected override void WriteStreamed(Message message, OutgoingWriter writer, Stream output)
    {
        if (_compression is null)
        {
            WriteEnvelope(message, writer, output);
            return;
        }

        using var compressor = _compression.OpenCompressor(output);
        WriteEnvelope(message, writer, compressor);
    }

    /// <summary>Takes what a connection puts in front of a message off it.</summary>
    /// <returns>The dictionary of the connection's incoming messages; null when each message stands alone.</returns>
    protected virtual XmlBinaryReaderSession? TakeStrings(ref ArraySegment<byte> message) => null;

    /// <summary>Takes the headers off a message that has the usual ones only. The default takes none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="body">What stands behind the start of the Body begins here in what is left of it.</param>
    /// <returns>The headers; null when they are still in the message.</returns>
    protected virtual MessageHeaders? TakeHeaders(ref ArraySegment<byte> message, out int body)
    {
        body = 0;
        return null;
    }

    /// <summary>True for a message that may come without the compression that this side uses.</summary>
    protected virtual bool IsUncompressed(string? contentType) =>
        contentType is not null && ContentTypeHeader.TryParse(contentType, out var parsed) && parsed.IsMediaType(PlainContentType);

    private void ThrowIfUnsupported(string? contentType)
    {
        if (contentType is not null && !IsContentTypeSupported(contentType))
        {
            throw UnsupportedContentType(contentType);
        }
    }
}
