using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>The bytes of a body, read as the caller asks for them. Disposing it closes the message.</summary>
/// <param name="message">The message, which the stream owns.</param>
/// <param name="reader">The reader at the bytes; null when there are none.</param>
internal sealed class BodyStream(Message message, XmlDictionaryReader? reader) : Stream
{
    private bool _atEnd = reader is null;
    private bool _disposed;

    public override bool CanRead => !_disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The length of a message's stream is not known.");

    public override long Position
    {
        get => throw new NotSupportedException("A message's stream has no position.");
        set => throw new NotSupportedException("A message's stream cannot seek.");
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_atEnd || count == 0)
        {
            return 0;
        }

        int read;
        try
        {
            read = reader!.ReadContentAsBase64(buffer, offset, count);
        }
        catch (Exception e) when (MalformedBody.IsCausedBy(e))
        {
            throw new IOException("The message's stream is not well-formed.", e);
        }

        _atEnd = read == 0;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A message's stream cannot seek.");

    public override void SetLength(long value) => throw new NotSupportedException("A message's stream cannot be written.");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A message's stream cannot be written.");

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            reader?.Dispose();
            message.Close();
        }

        base.Dispose(disposing);
    }
}
