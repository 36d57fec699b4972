using System.Runtime.CompilerServices;

namespace Parley.Channels.Framing;

/// <summary>
/// The sending half of a session: envelopes in their turn, then End. [MC-NMF] section 2.2.4.
/// </summary>
/// <remarks>
/// A send that is cancelled in the middle of its bytes ends the session, because the rest could not be told from the next message.
/// Messages that are held take their turn to be encoded; to be written they have a second one, so that more can be held meanwhile.
/// </remarks>
internal sealed class SessionOutput(FramingDuplexSessionChannel channel, FramingSettings settings, MessageEncoder encoder)
{
    private readonly Turn _turn = new();
    private Held? _held;
    private volatile bool _hasEnded;

    /// <summary>True when this side has said End.</summary>
    public bool HasEnded => _hasEnded;

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested || !_turn.TryEnter()
            ? SendInTurnAsync(message, cancellationToken)
            : SendNow(message, isHeld: false, cancellationToken);

    /// <summary>Sends a message that may wait for others.</summary>
    public ValueTask HoldAsync(Message message, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested || !_turn.TryEnter()
            ? SendInTurnAsync(message, cancellationToken)
            : SendNow(message, isHeld: true, cancellationToken);

    /// <summary>Writes what is held.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_held is not { } held)
        {
            return;
        }

        await _turn.EnterAsync(cancellationToken).ConfigureAwait(false);
        var isWriting = false;
        try
        {
            if (held.Bytes.IsEmpty)
            {
                return;
            }

            await held.Writing.EnterAsync(cancellationToken).ConfigureAwait(false);
            isWriting = true;
        }
        finally
        {
            if (!isWriting)
            {
                _turn.Leave();
            }
        }

        var bytes = held.Bytes.Take();
        _turn.Leave();
        try
        {
            await channel.Connection!.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var failure = channel.FailOutput(exception, cancellationToken);
            if (failure == exception)
            {
                throw;
            }

            throw failure;
        }
        finally
        {
            settings.Buffers.ReturnBuffer(bytes.Array!);
            held.Writing.Leave();
        }
    }

    /// <summary>Writes bytes of the protocol in turn with messages.</summary>
    public async ValueTask WriteInTurnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _turn.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await WriteAfterHeldAsync(bytes, isHeld: false, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Leave();
        }
    }

    /// <summary>Says End, unless that was done before.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        await _turn.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            await WriteAfterHeldAsync(RecordWriter.End, isHeld: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (channel.InputHasEnded && ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
        {
            // The peer has said End and did not wait for ours: nothing is lost.
        }
        catch (Exception exception) when (ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
        {
            throw channel.FailOutput(exception, cancellationToken);
        }
        catch (OperationCanceledException exception)
        {
            // Nobody can tell whether the peer will see End: waiting for its own might be for ever.
            channel.FailOutput(exception, cancellationToken);
            throw;
        }
        finally
        {
            _turn.Leave();
        }
    }

    private async ValueTask SendInTurnAsync(Message message, CancellationToken cancellationToken)
    {
        try
        {
            await _turn.EnterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            message.Close();
            throw;
        }

        await SendNow(message, isHeld: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends in a turn that was taken, and leaves it. Most messages go out without a wait: they need no state machine.
    /// </summary>
    private ValueTask SendNow(Message message, bool isHeld, CancellationToken cancellationToken)
    {
        byte[]? buffer = null;
        try
        {
            if (_hasEnded)
            {
                throw new InvalidOperationException(
                    "The output of the session was closed: no message can be sent any more. Open a new session.");
            }

            channel.ThrowIfDisposedOrNotOpen();
            settings.Address(message, channel.RemoteAddress);
            var bytes = encoder.WriteMessage(message, int.MaxValue, settings.Buffers, RecordWriter.MaxEnvelopeHeader);
            buffer = bytes.Array!;
            var start = RecordWriter.WriteSizedEnvelopeHeader(buffer, bytes.Offset, bytes.Count);
            var end = bytes.Offset + bytes.Count;
            if (isHeld && (_held ??= new Held(settings.Buffers)).Bytes.TryAdd(buffer.AsSpan(start, end - start)))
            {
                EndSend(message, buffer);
                return default;
            }

            var framed = buffer.AsMemory(start, end - start);
            var writing = _held is null ? channel.Connection!.WriteAsync(framed, cancellationToken) : WriteAfterHeldAsync(framed, isHeld, cancellationToken);
            if (!writing.IsCompletedSuccessfully)
            {
                return FinishSendAsync(writing, message, buffer, cancellationToken);
            }

            writing.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            // Nobody can tell how much of the message has gone out, once it has begun to: the session is over.
            var failure = buffer is null ? exception : channel.FailOutput(exception, cancellationToken);
            EndSend(message, buffer);
            return ValueTask.FromException(failure);
        }

        EndSend(message, buffer);
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask FinishSendAsync(ValueTask writing, Message message, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var failure = channel.FailOutput(exception, cancellationToken);
            if (failure == exception)
            {
                throw;
            }

            throw failure;
        }
        finally
        {
            EndSend(message, buffer);
        }
    }

    /// <summary>Writes, behind everything that is held. In a turn. What is to be held itself stays for the next time, where there is room then.</summary>
    private async ValueTask WriteAfterHeldAsync(ReadOnlyMemory<byte> bytes, bool isHeld, CancellationToken cancellationToken)
    {
        if (_held is not { } held)
        {
            await channel.Connection!.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            return;
        }

        await held.Writing.EnterAsync(cancellationToken).ConfigureAwait(false);
        var before = default(ArraySegment<byte>);
        try
        {
            if (!held.Bytes.IsEmpty)
            {
                // Most often all goes out together.
                var isOne = held.Bytes.TryAdd(bytes.Span);
                before = held.Bytes.Take();
                isOne |= isHeld && held.Bytes.TryAdd(bytes.Span);
                await channel.Connection!.WriteAsync(before, cancellationToken).ConfigureAwait(false);
                if (isOne)
                {
                    return;
                }
            }

            await channel.Connection!.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (before.Array is not null)
            {
                settings.Buffers.ReturnBuffer(before.Array);
            }

            held.Writing.Leave();
        }
    }

    private void EndSend(Message message, byte[]? buffer)
    {
        if (buffer is not null)
        {
            settings.Buffers.ReturnBuffer(buffer);
        }

        _turn.Leave();
        message.Close();
    }

    /// <summary>What is held, and the turn to write it.</summary>
    private sealed class Held(BufferManager buffers)
    {
        public HeldBytes Bytes { get; } = new(buffers);

        public Turn Writing { get; } = new();
    }
}
