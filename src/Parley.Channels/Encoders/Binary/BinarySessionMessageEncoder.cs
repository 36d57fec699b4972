using System.Xml;

namespace Parley.Channels;

/// <summary>Messages of one connection as binary XML with SOAP's dictionary and the connection's own, [MC-NBFSE].</summary>
internal sealed class BinarySessionMessageEncoder(
    EncoderSettings settings, EncoderPools pools, CompressionFormat compression, long maxReceivedMessageSize, int maxSessionSize)
    : BinaryMessageEncoder(settings, pools, compression, maxReceivedMessageSize, "application/soap+msbinsession1")
{
    private readonly BinaryReaderSession _readerSession = new(maxSessionSize);
    private readonly bool _hasUsualHeads = settings.MessageVersion == MessageVersion.Soap12WSAddressing10;
    private UsualBinaryHeadReader? _headReader;
    private UsualHeadWriter? _headWriter;
    private EncodedMessageWriter? _encodedWriter;
    private PlainBinaryBodyWriter? _plainWriter;

    protected override BinaryWriterSession WriterSession { get; } = new(maxSessionSize);

    public override ValueTask<Message> ReadMessageAsync(
        Stream stream, int maxSizeOfHeaders, string? contentType, CancellationToken cancellationToken = default) => throw NotStreamed();

    public override ValueTask WriteMessageAsync(Message message, Stream stream, CancellationToken cancellationToken = default) =>
        throw NotStreamed();

    protected override void WriteEnvelope(Message message, OutgoingWriter writer, Stream output)
    {
        // Most messages bring no new strings: one byte says so. Otherwise the block takes this byte's place.
        output.WriteByte(0);
        if (!_hasUsualHeads || message is not BodyWriterMessage made)
        {
            base.WriteEnvelope(message, writer, output);
            return;
        }

        _encodedWriter ??= new EncodedMessageWriter(BodyForm!);
        if (_encodedWriter.Takes(made))
        {
            var start = writer.Buffer.Count;
            if (!_encodedWriter.TryWrite(made, writer.Buffer))
            {
                base.WriteEnvelope(message, writer, output);
                _encodedWriter.Remember(made.Headers, writer.Buffer, start);
            }

            return;
        }

        _headWriter ??= new UsualHeadWriter(isText: false);
        _plainWriter ??= new PlainBinaryBodyWriter(WriterSession);
        _plainWriter.Start(writer.Buffer);
        if (!_headWriter.TryWritePlain(made, _plainWriter, writer.Buffer))
        {
            _headWriter.Write(made, OpenWriter(writer, output), writer.Buffer);
        }
    }

    protected override void FinishBuffer(MessageBufferStream buffer)
    {
        var size = WriterSession.UnsentSize;
        if (size > 0)
        {
            WriterSession.WriteUnsent(buffer.ReplaceStart(1, MultiByteInt31.SizeOf(size) + size));
        }

        base.FinishBuffer(buffer);
        WriterSession.MarkSent();
    }

    protected override XmlBinaryReaderSession TakeStrings(ref ArraySegment<byte> message)
    {
        ReadOnlySpan<byte> rest = message;
        _readerSession.ReadStrings(ref rest);
        message = message[^rest.Length..];
        return _readerSession.Table;
    }

    protected override MessageHeaders? TakeHeaders(ref ArraySegment<byte> message, out int body)
    {
        body = 0;
        return _hasUsualHeads && ReadsUsualHeads ? (_headReader ??= new UsualBinaryHeadReader(_readerSession)).TryTake(ref message, out body) : null;
    }

    // Both sides of a connection agree on compression before the first message.
    protected override bool IsUncompressed(string? contentType) => false;

    private static NotSupportedException NotStreamed() => new(
        "A binary session encoder works on whole messages. Use the factory's Encoder for streamed messages.");
}
