using Microsoft.AspNetCore.Http;

namespace Parley.Channels;

/// <summary>
/// The body of a request as a streamed message reads it. When the request ends the message is cut off from it: a server uses a
/// connection's streams again, and whoever is left reading must not read from the next request.
/// </summary>
internal sealed class HttpRequestBody(HttpContext http) : Stream
{
    private readonly Lock _gate = new();
    private readonly Stream _body = http.Request.Body;
    private TaskCompletionSource? _readEnded;
    private int _reads;
    private bool _isCutOff;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw NotSeekable();

    public override long Position
    {
        get => throw NotSeekable();
        set => throw NotSeekable();
    }

    /// <summary>Nothing is read from here on. A read that is under way is ended, together with the connection, and waited for.</summary>
    public ValueTask CutOffAsync()
    {
        lock (_gate)
        {
            _isCutOff = true;
            if (_reads == 0)
            {
                return default;
            }

            _readEnded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        http.Abort();
        return new(_readEnded.Task);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        BeginRead();
        try
        {
            return await _body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Aborted(exception);
        }
        finally
        {
            EndRead();
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        BeginRead();
        try
        {
            return _body.Read(buffer);
        }
        catch (OperationCanceledException exception)
        {
            throw Aborted(exception);
        }
        finally
        {
            EndRead();
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw NotSeekable();

    public override void SetLength(long value) => throw NotWritable();

    public override void Write(byte[] buffer, int offset, int count) => throw NotWritable();

    private static NotSupportedException NotSeekable() => new("The body of a request can only be read forward.");

    private static NotSupportedException NotWritable() => new("The body of a request cannot be changed.");

    private static CommunicationObjectAbortedException Aborted(Exception? exception) =>
        new("The request has ended: the rest of its body cannot be read any more.", exception);

    private void BeginRead()
    {
        lock (_gate)
        {
            if (_isCutOff)
            {
                throw Aborted(null);
            }

            _reads++;
        }
    }

    private void EndRead()
    {
        lock (_gate)
        {
            if (--_reads == 0)
            {
                _readEnded?.TrySetResult();
            }
        }
    }
}
