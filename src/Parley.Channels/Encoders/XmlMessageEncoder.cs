using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>What the encoders share: pooled readers and writers, buffers that find their way back, and errors that name their cause.</summary>
internal abstract class XmlMessageEncoder(EncoderSettings settings, EncoderPools pools) : MessageEncoder
{
    private const int SmallestSizeHint = 512;
    private const int LargestSizeHint = 1 << 20;
    private const int SmallestHeaderLimit = 65536;
    private readonly WriterPool _writers = pools.Writers;

    // About as large as the last messages were: the next one probably fits without growing.
    private int _sizeHint = SmallestSizeHint;

    public override MessageVersion MessageVersion => settings.MessageVersion;

    /// <summary>What may be read.</summary>
    internal XmlDictionaryReaderQuotas ReaderQuotas => settings.ReaderQuotas;

    /// <summary>Whether usual heads may be read without an XML reader: their deepest element is the fourth.</summary>
    protected bool ReadsUsualHeads { get; } = settings.ReaderQuotas.MaxDepth >= 4;

    /// <summary>Whether plain bodies may be read without an XML reader.</summary>
    protected bool ReadsPlainBodies { get; } = PlainBodyReader.IsWithin(settings.ReaderQuotas);

    /// <summary>The XML readers that wait for the next message.</summary>
    protected BoundedPool<XmlDictionaryReader> Readers { get; } = pools.Readers;

    public override Message ReadMessage(ArraySegment<byte> buffer, BufferManager bufferManager, string? contentType)
    {
        ArgumentNullException.ThrowIfNull(bufferManager);
        ArgumentNullException.ThrowIfNull(buffer.Array, nameof(buffer));
        var lease = new IncomingLease(bufferManager, buffer.Array);
        try
        {
            OpenReader(lease, buffer, contentType);

            // The bytes are limited already; headers that are kept repeat the declarations around them, and must not become many more.
            return CreateMessage(lease, (int)Math.Min(int.MaxValue, Math.Max(SmallestHeaderLimit, 2L * buffer.Count)));
        }
        catch (Exception exception)
        {
            lease.Discard();
            if (Malformed(exception) is { } malformed)
            {
                throw malformed;
            }

            throw;
        }
    }

    public override async ValueTask<Message> ReadMessageAsync(
        Stream stream, int maxSizeOfHeaders, string? contentType, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSizeOfHeaders);
        var input = new MessageReadStream(stream, maxSizeOfHeaders);
        var lease = new IncomingLease(input);
        try
        {
            await input.PrefetchAsync(cancellationToken).ConfigureAwait(false);
            OpenReader(lease, input, contentType);
            var message = CreateMessage(lease, maxSizeOfHeaders);
            input.HeadersRead();
            return message;
        }
        catch (Exception exception)
        {
            lease.Discard();
            if (Malformed(exception) is { } malformed)
            {
                throw malformed;
            }

            throw;
        }
    }

    public override ArraySegment<byte> WriteMessage(Message message, int maxMessageSize, BufferManager bufferManager, int messageOffset)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(bufferManager);
        ArgumentOutOfRangeException.ThrowIfNegative(maxMessageSize);
        ArgumentOutOfRangeException.ThrowIfNegative(messageOffset);
        ThrowIfOtherVersion(message);
        var writer = _writers.Take();
        try
        {
            writer.Buffer.Start(bufferManager, _sizeHint, messageOffset, maxMessageSize);
            WriteEnvelope(message, writer, writer.Buffer);
            FinishBuffer(writer.Buffer);
        }
        catch
        {
            // A writer that failed half way is not used again.
            writer.Buffer.Discard();
            throw;
        }

        var written = writer.Buffer.Detach();
        _writers.Return(writer);
        _sizeHint = Math.Clamp(Math.Max(written.Count, _sizeHint - (_sizeHint >> 3)), SmallestSizeHint, LargestSizeHint);
        return written;
    }

    public override async ValueTask WriteMessageAsync(Message message, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(stream);
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfOtherVersion(message);
        var writer = _writers.Take();
        var output = new MessageWriteStream(stream, cancellationToken);
        await using (output.ConfigureAwait(false))
        {
            WriteStreamed(message, writer, output);
            _writers.Return(writer);
            await output.FinishAsync().ConfigureAwait(false);
        }
    }

    internal sealed override MessageBuffer Preserve(Message message, MessageBuffer? used = null)
    {
        ThrowIfOtherVersion(message);
        if (BodyForm is not { } form || message is not BodyWriterMessage { IsEmpty: false } made)
        {
            return base.Preserve(message, used);
        }

        var isFault = made.IsFault;
        var writer = _writers.Take();
        MessageBuffer kept;
        try
        {
            writer.Buffer.Start(EncoderPools.Buffers, _sizeHint, 0, int.MaxValue);
            writer.Buffer.Write(form.EnvelopeStart);
            if (PlainWriter(writer) is not { } plain || !made.TryWritePlainBody(plain))
            {
                writer.Buffer.Truncate(0);
                var xml = OpenBodyWriter(writer);
                made.WriteForKeeping(xml);
                xml.Close();
            }

            var written = writer.Buffer.Written.AsSpan();
            kept = made.Keep(form, written[form.EnvelopeStart.Length..^form.EnvelopeEnd.Length], isFault, used);
        }
        finally
        {
            // A writer that failed half way is not used again.
            writer.Buffer.Discard();
        }

        _writers.Return(writer);
        return kept;
    }

    /// <summary>The form in which this encoder writes bodies, where their bytes may be kept; else null.</summary>
    protected virtual BodyForm? BodyForm => null;

    /// <summary>Makes the writer write a message in <see cref="BodyForm"/> into its buffer.</summary>
    protected virtual XmlDictionaryWriter OpenBodyWriter(OutgoingWriter writer) => throw new NotSupportedException("The encoder keeps no bodies.");

    /// <summary>Writes plain bodies in <see cref="BodyForm"/> into the writer's buffer; null when nothing does.</summary>
    protected virtual PlainBodyWriter? PlainWriter(OutgoingWriter writer) => null;

    /// <summary>Writes a message whose body has been encoded already in this encoder's form: its headers as XML, the body as it is.</summary>
    /// <returns>False when it has not.</returns>
    protected bool TryWriteEncoded(Message message, XmlDictionaryWriter xml, Stream output)
    {
        if (message is not BodyWriterMessage { Body: EncodedBody body } || body.Form != BodyForm || message.Headers.Count == 0)
        {
            return false;
        }

        message.WriteToBody(xml);
        xml.Flush();
        output.Write(body.Element);
        xml.WriteEndElement();
        xml.Close();
        return true;
    }

    /// <summary>Puts a reader over a message in a buffer into the lease.</summary>
    protected abstract void OpenReader(IncomingLease lease, ArraySegment<byte> buffer, string? contentType);

    /// <summary>Puts a reader over a document without headers into the lease.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="document">The document.</param>
    /// <param name="names">The dictionary of binary XML; null for text.</param>
    internal virtual void OpenReader(IncomingLease lease, ArraySegment<byte> document, XmlBinaryReaderSession? names) =>
        OpenTextReader(lease, document, XmlEncodings.Utf8);

    /// <summary>Whether the encoder takes one more form of envelopes.</summary>
    internal virtual bool RemembersForms => false;

    /// <summary>Tells the encoder of a form in which envelopes come to it.</summary>
    internal virtual void Remember(EnvelopeForm form)
    {
    }

    /// <summary>Opens a reader over a message that the lease keeps.</summary>
    /// <param name="lease">Has readers to use, and takes charge of the reader.</param>
    /// <param name="message">The message as it came.</param>
    /// <param name="form">What the encoder said of it when it was kept.</param>
    internal virtual XmlDictionaryReader OpenEnvelope(IncomingLease lease, ArraySegment<byte> message, object? form)
    {
        if (lease.FindLongTexts(out var rest) is { } texts)
        {
            return new LongTextReader(OpenTextEnvelope(lease, rest, (Encoding?)form), texts);
        }

        return OpenTextEnvelope(lease, message, (Encoding?)form);
    }

    /// <summary>Opens another reader of XML text.</summary>
    protected XmlDictionaryReader OpenTextEnvelope(IncomingLease lease, ArraySegment<byte> text, Encoding? encoding)
    {
        if (lease.TakeEnvelopeReader(Readers) is { } reader)
        {
            ((IXmlTextReaderInitializer)reader).SetInput(text.Array!, text.Offset, text.Count, encoding, ReaderQuotas, null);
            return reader;
        }

        reader = XmlDictionaryReader.CreateTextReader(text.Array!, text.Offset, text.Count, encoding, ReaderQuotas, null);
        lease.UseEnvelopeReader(reader);
        return reader;
    }

    /// <summary>Puts a reader over a message in a stream into the lease.</summary>
    protected abstract void OpenReader(IncomingLease lease, MessageReadStream stream, string? contentType);

    /// <summary>Writes the message with the writer, which is left closed.</summary>
    protected abstract void WriteEnvelope(Message message, OutgoingWriter writer, Stream output);

    /// <summary>Does to a message in its buffer what can only be done when it is complete.</summary>
    protected virtual void FinishBuffer(MessageBufferStream buffer)
    {
    }

    /// <summary>Writes the message piece by piece.</summary>
    protected virtual void WriteStreamed(Message message, OutgoingWriter writer, Stream output) => WriteEnvelope(message, writer, output);

    /// <summary>The exception for a content type that cannot be read.</summary>
    protected ProtocolException UnsupportedContentType(string contentType) => new(
        $"The content type '{(contentType.Length > 128 ? contentType[..128] + "…" : contentType)}' is not the binding's: '{ContentType}' is expected. Use the same message encoding and SOAP version on both sides.");

    /// <summary>Puts a reader of XML text into the lease.</summary>
    protected void OpenTextReader(IncomingLease lease, ArraySegment<byte> text, Encoding? encoding)
    {
        var longTexts = lease.TakeOutLongTexts(ref text);
        if (Readers.Take() is { } reader)
        {
            lease.Use(reader, Readers);
            ((IXmlTextReaderInitializer)reader).SetInput(text.Array!, text.Offset, text.Count, encoding, ReaderQuotas, null);
        }
        else
        {
            lease.Use(XmlDictionaryReader.CreateTextReader(text.Array!, text.Offset, text.Count, encoding, ReaderQuotas, null), Readers);
        }

        if (longTexts is not null)
        {
            lease.Wrap(new LongTextReader(lease.Reader, longTexts));
        }
    }

    /// <summary>Puts a reader of XML text into the lease.</summary>
    protected void OpenTextReader(IncomingLease lease, Stream text, Encoding? encoding)
    {
        if (Readers.Take() is { } reader)
        {
            lease.Use(reader, Readers);
            ((IXmlTextReaderInitializer)reader).SetInput(text, encoding, ReaderQuotas, null);
            return;
        }

        lease.Use(XmlDictionaryReader.CreateTextReader(text, encoding, ReaderQuotas, null), Readers);
    }

    /// <summary>Makes the writer write XML text.</summary>
    protected static XmlDictionaryWriter OpenTextWriter(OutgoingWriter writer, Stream output, Encoding encoding)
    {
        if (writer.Writer is null)
        {
            writer.Writer = XmlDictionaryWriter.CreateTextWriter(output, encoding, ownsStream: false);
        }
        else
        {
            ((IXmlTextWriterInitializer)writer.Writer).SetOutput(output, encoding, ownsStream: false);
        }

        // A document in another encoding than UTF-8 says so.
        if (encoding != XmlEncodings.Utf8)
        {
            writer.Writer.WriteStartDocument();
        }

        return writer.Writer;
    }

    private ReceivedMessage CreateMessage(IncomingLease lease, int maxSizeOfHeaders)
    {
        try
        {
            var message = lease.Match is { } match ? new ReceivedMessage(lease, match)
                : lease.HasPlainBody
                ? new ReceivedMessage(lease, lease.Headers!)
                : new ReceivedMessage(lease.Reader, MessageVersion, lease, maxSizeOfHeaders, lease.Headers);
            lease.MessageIsSound = true;
            return message;
        }
        catch (QuotaExceededException exception)
        {
            throw new CommunicationException(exception.Message, exception);
        }
    }

    private void ThrowIfOtherVersion(Message message)
    {
        if (!message.Version.Equals(MessageVersion))
        {
            throw new ProtocolException(
                $"The message has version {message.Version}, but the binding's encoding writes {MessageVersion}. Create the message with the binding's MessageVersion.");
        }
    }

    /// <summary>
    /// The platform's readers answer some malformed input with other exceptions than XmlException. At this border nothing but the input
    /// can be their cause.
    /// </summary>
    private static XmlException? Malformed(Exception exception) =>
        exception is ArgumentException or IndexOutOfRangeException or ArithmeticException or FormatException or InvalidOperationException
            ? new XmlException("The message is not well-formed.", exception)
            : null;
}
