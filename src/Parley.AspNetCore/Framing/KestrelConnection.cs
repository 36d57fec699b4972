using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace Parley.Channels.Framing;

/// <summary>A connection that Kestrel's transport has accepted.</summary>
internal sealed class KestrelConnection(ConnectionContext context) : FramingConnection
{
    private readonly PipeReader _input = context.Transport.Input;
    private readonly PipeWriter _output = context.Transport.Output;
    private readonly Lock _gate = new();
    private ReadOnlySequence<byte> _lent;
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

    public override bool Lends => true;

    public override ValueTask<ReadOnlyMemory<byte>> BorrowAsync(CancellationToken cancellationToken) =>
        _input.TryRead(out var result) && TryLend(result, out var lent) ? new(lent) : WaitToLendAsync(cancellationToken);

    public override void GiveBack(int taken)
    {
        _input.AdvanceTo(_lent.GetPosition(taken));
        EndUse();
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
    public void Kill() => context.Abort(new ConnectionAbortedException("The other side does not take what was sent to it."));

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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadOnlyMemory<byte>> WaitToLendAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (TryLend(result, out var lent))
            {
                return lent;
            }
        }
    }

    /// <returns>False when there was nothing yet.</returns>
    private bool TryLend(ReadResult result, out ReadOnlyMemory<byte> lent)
    {
        var available = result.Buffer;
        if (result.IsCanceled || _isAborted)
        {
            _input.AdvanceTo(available.Start);
            throw Aborted();
        }

        if (available.IsEmpty)
        {
            lent = default;
            _input.AdvanceTo(available.End);
            return result.IsCompleted;
        }

        BeginUse();
        _lent = available;
        lent = available.First;
        return true;
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
