using System.Globalization;
using System.Xml;

namespace Parley.Channels;

/// <summary>Writes XML into an <see cref="InfosetBuffer"/>, under a quota. It holds memory alone: there is nothing to release.</summary>
internal sealed class InfosetWriter
{
    private readonly LimitedStream _stream;

    /// <param name="maxSize">The most bytes to keep.</param>
    public InfosetWriter(int maxSize)
        : this(new LimitedStream(maxSize))
    {
    }

    private InfosetWriter(LimitedStream stream)
    {
        _stream = stream;
        Writer = XmlDictionaryWriter.CreateBinaryWriter(stream, NbfsDictionary.Instance, null, ownsStream: false);
    }

    /// <summary>Where to write.</summary>
    public XmlDictionaryWriter Writer { get; }

    /// <summary>What has been written. Nothing can be written afterwards.</summary>
    public InfosetBuffer ToBuffer()
    {
        Writer.Flush();
        return new InfosetBuffer(_stream.GetBuffer(), checked((int)_stream.Length));
    }

    private sealed class LimitedStream(int maxSize) : MemoryStream
    {
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
            if (Length + count > maxSize)
            {
                throw new QuotaExceededException(string.Create(
                    CultureInfo.InvariantCulture, $"The XML to be kept in memory is larger than the quota of {maxSize} bytes."));
            }
        }
    }
}
