using System.IO.Compression;

namespace Parley.Channels;

/// <summary>Compresses and decompresses binary messages. What comes out of a received message is limited as the message itself is.</summary>
internal sealed class MessageCompression(CompressionFormat format, long maxReceivedMessageSize)
{
    private const int ChunkSize = 4096;

    /// <summary>What the format adds to the content type.</summary>
    public string ContentTypeSuffix => format == CompressionFormat.GZip ? "+gzip" : "+deflate";

    public Stream OpenCompressor(Stream output) => format == CompressionFormat.GZip
        ? new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true)
        : new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true);

    /// <summary>Replaces a written message by its compressed form.</summary>
    public void Compress(MessageBufferStream message)
    {
        var plain = message.Restart();
        try
        {
            using var compressor = OpenCompressor(message);
            compressor.Write(plain);
        }
        finally
        {
            message.Return(plain.Array!);
        }
    }

    /// <summary>Decompresses a received message into a buffer of the manager.</summary>
    public ArraySegment<byte> Decompress(ArraySegment<byte> compressed, BufferManager bufferManager)
    {
        var max = (int)Math.Min(maxReceivedMessageSize, Array.MaxLength);
        using var decompressor = Decompress(new MemoryStream(compressed.Array!, compressed.Offset, compressed.Count, writable: false));
        var buffer = bufferManager.TakeBuffer((int)Math.Min(max, Math.Max(ChunkSize, 4L * compressed.Count)));
        var count = 0;
        try
        {
            while (true)
            {
                var read = decompressor.Read(buffer, count, buffer.Length - count);
                count += read;
                if (read == 0)
                {
                    return new ArraySegment<byte>(buffer, 0, count);
                }

                if (count == buffer.Length)
                {
                    var larger = bufferManager.TakeBuffer((int)Math.Min(Array.MaxLength, 2L * buffer.Length));
                    buffer.AsSpan(0, count).CopyTo(larger);
                    bufferManager.ReturnBuffer(buffer);
                    buffer = larger;
                }
            }
        }
        catch
        {
            bufferManager.ReturnBuffer(buffer);
            throw;
        }
    }

    /// <summary>Decompresses a stream, up to the limit.</summary>
    public Stream Decompress(Stream compressed) => new LimitedStream(
        format == CompressionFormat.GZip
            ? new GZipStream(compressed, CompressionMode.Decompress)
            : new DeflateStream(compressed, CompressionMode.Decompress),
        maxReceivedMessageSize);

    /// <summary>Fails when more than the limit is read: a small message may decompress to a very large one.</summary>
    private sealed class LimitedStream(Stream source, long limit) : ForwardReadStream
    {
        private long _read;

        public override int Read(Span<byte> buffer)
        {
            int read;
            try
            {
                read = source.Read(buffer);
            }
            catch (InvalidDataException exception)
            {
                throw new System.Xml.XmlException("The compressed message is malformed.", exception);
            }

            _read += read;
            return _read <= limit ? read : throw QuotaExceeded.ReceivedMessageSize(limit);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                source.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
