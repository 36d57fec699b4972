using System.Net;

namespace Parley.Channels;

/// <summary>A request body that was encoded into a pooled buffer, sent without a copy.</summary>
internal sealed class EncodedMessageContent : HttpContent
{
    private readonly ArraySegment<byte> _bytes;
    private readonly BufferManager _bufferManager;

    // The owner counts for one, and so does each transmission: the buffer goes back when the last is done with it.
    private int _users = 1;
    private int _disposed;

    public EncodedMessageContent(ArraySegment<byte> bytes, BufferManager bufferManager)
    {
        _bytes = bytes;
        _bufferManager = bufferManager;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, default);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _users);
        ValueTask write;
        try
        {
            write = JoiningStream.WriteBodyAsync(stream, _bytes, cancellationToken);
        }
        catch
        {
            Release();
            throw;
        }

        if (write.IsCompletedSuccessfully)
        {
            write.GetAwaiter().GetResult();
            Release();
            return Task.CompletedTask;
        }

        return FinishAsync(write);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Count;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Release();
        }

        base.Dispose(disposing);
    }

    private async Task FinishAsync(ValueTask write)
    {
        try
        {
            await write.ConfigureAwait(false);
        }
        finally
        {
            Release();
        }
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _bufferManager.ReturnBuffer(_bytes.Array!);
        }
    }
}
