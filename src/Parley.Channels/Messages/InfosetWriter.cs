using System.Globalization;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Writes XML into an <see cref="InfosetBuffer"/>, under a quota. A thread keeps the last writer for the next time; one that is not
/// finished, after a failure, is left to the garbage collector: there is nothing to release.
/// </summary>
internal sealed class InfosetWriter
{
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static InfosetWriter? _kept;

    private readonly LimitedStream _stream;

    private InfosetWriter(LimitedStream stream)
    {
        _stream = stream;
        Writer = XmlDictionaryWriter.CreateBinaryWriter(stream, NbfsDictionary.Instance, null, ownsStream: false);
    }

    /// <summary>Where to write.</summary>
    public XmlDictionaryWriter Writer { get; }

    /// <summary>A writer for one buffer.</summary>
    /// <param name="maxSize">The most bytes to keep.</param>
    public static InfosetWriter Start(int maxSize)
    {
        var writer = _kept;
        _kept = null;
        if (writer is null)
        {
            return new InfosetWriter(new LimitedStream { MaxSize = maxSize });
        }

        writer._stream.SetLength(0);
        writer._stream.MaxSize = maxSize;
        ((IXmlBinaryWriterInitializer)writer.Writer).SetOutput(writer._stream, NbfsDictionary.Instance, null, ownsStream: false);
        return writer;
    }

    /// <summary>What has been written. The writer is not to be used afterwards.</summary>
    public InfosetBuffer ToBuffer()
    {
        Writer.Flush();
        if (_stream.Length > LargestKept)
        {
            return new InfosetBuffer(_stream.GetBuffer(), checked((int)_stream.Length));
        }

        var bytes = _stream.ToArray();
        _kept = this;
        return new InfosetBuffer(bytes, bytes.Length);
    }

    private sealed class LimitedStream : MemoryStream
    {
        public int MaxSize { get; set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            Check(count);
            base.Write(buffer, offset, count);
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        public override void WriteByte(byte value)
        {
            Check(1);
            base.WriteByte(value);
        }

        private void Check(int count)
        {
            if (Length + count > MaxSize)
            {
                throw new QuotaExceededException(string.Create(
                    CultureInfo.InvariantCulture, $"The XML to be kept in memory is larger than the quota of {MaxSize} bytes."));
            }
        }
    }
}
