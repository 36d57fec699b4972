using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace Parley.Channels.Framing;

/// <summary>A connection that one of Kestrel's transports has accepted.</summary>
internal sealed class KestrelConnection(ConnectionContext context) : FramingConnection
{
    private readonly PipeReader _input = context.Transport.Input;
    private readonly PipeWriter _output = context.Transport.Output;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _unused;
    private bool _isInUse;
    private bool _isClosed;
    private volatile bool _isAborted;

    public override EndPoint? LocalEndPoint => context.LocalEndPoint;

    public override EndPoint? RemoteEndPoint => context.RemoteEndPoint;

    public override bool WaitsWithoutBuffer => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_input.TryRead(out var result) && TryTake(result, buffer, out var count))
        {
            return new ValueTask<int>(count);
        }

        return WaitAsync(buffer, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_isAborted)
        {
            throw Aborted();
        }

        var writing = _output.WriteAsync(buffer, cancellationToken);
        if (!writing.IsCompletedSuccessfully)
        {
            return WaitAsync(writing);
        }

        Check(writing.Result);
        return default;
    }

    /// <summary>Ends the connection, once nobody looks into its buffers any more: they go to another connection then.</summary>
    public override ValueTask CloseAsync()
    {
        lock (_gate)
        {
            if (_isInUse && !_isClosed)
            {
                _isClosed = true;
                _unused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return CloseWhenUnusedAsync(_unused.Task);
            }

            _isClosed = true;
        }

        return context.DisposeAsync();
    }

    /// <summary>
    /// Wakes whoever reads or writes. What was written before still goes out: the last reply of a session that has failed is not lost. The
    /// connection's handler closes it.
    /// </summary>
    public override void Abort()
    {
        _isAborted = true;
        _input.CancelPendingRead();
        _output.CancelPendingFlush();
    }

    /// <summary>Ends the connection without regard for what is still to go out.</summary>
    public override void Kill() => context.Abort(new ConnectionAbortedException("The other side does not take what was sent to it."));

    private static void Check(FlushResult result)
    {
        if (result.IsCompleted)
        {
            throw new IOException("The other side has closed the connection.");
        }

        if (result.IsCanceled)
        {
            throw Aborted();
        }
    }

    private static IOException Aborted() => new("The connection was aborted.");

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask WaitAsync(ValueTask<FlushResult> writing) => Check(await writing.ConfigureAwait(false));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (TryTake(result, buffer, out var count))
            {
                return count;
            }
        }
    }

    private void BeginUse()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw Aborted();
            }

            _isInUse = true;
        }
    }

    private void EndUse()
    {
        TaskCompletionSource? unused;
        lock (_gate)
        {
            _isInUse = false;
            unused = _unused;
        }

        unused?.TrySetResult();
    }

    private async ValueTask CloseWhenUnusedAsync(Task unused)
    {
        await unused.ConfigureAwait(false);
        await context.DisposeAsync().ConfigureAwait(false);
    }

    /// <returns>False when there was nothing yet.</returns>
    private bool TryTake(ReadResult result, Memory<byte> buffer, out int count)
    {
        var available = result.Buffer;
        if (result.IsCanceled || _isAborted)
        {
            _input.AdvanceTo(available.Start);
            throw Aborted();
        }

        if (available.IsEmpty)
        {
            count = 0;
            _input.AdvanceTo(available.End);
            return result.IsCompleted;
        }

        count = (int)Math.Min(available.Length, buffer.Length);
        if (count == 0)
        {
            // Somebody waits for data without a buffer: it stays where it is.
            _input.AdvanceTo(available.Start);
            return true;
        }

        BeginUse();
        var taken = available.Slice(0, count);
        taken.CopyTo(buffer.Span);
        _input.AdvanceTo(taken.End);
        EndUse();
        return true;
    }
}
