namespace Parley.Channels;

/// <summary>The body of a response as a streamed reply writes it. It tells a failure of the client's connection from one of the reply's own source.</summary>
internal sealed class HttpResponseBody(Stream body) : Stream
{
    /// <summary>True while bytes are on their way to the client, and after that has failed.</summary>
    public bool IsWriting { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw NotSeekable();

    public override long Position
    {
        get => throw NotSeekable();
        set => throw NotSeekable();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        IsWriting = true;
        await body.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        IsWriting = false;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        IsWriting = true;
        body.Write(buffer);
        IsWriting = false;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        IsWriting = true;
        await body.FlushAsync(cancellationToken).ConfigureAwait(false);
        IsWriting = false;
    }

    public override void Flush()
    {
        IsWriting = true;
        body.Flush();
        IsWriting = false;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A response cannot be read.");

    public override long Seek(long offset, SeekOrigin origin) => throw NotSeekable();

    public override void SetLength(long value) => throw NotSeekable();

    private static NotSupportedException NotSeekable() => new("The body of a response can only be written forward.");
}
