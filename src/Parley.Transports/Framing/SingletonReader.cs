using System.Net.Sockets;

namespace Parley.Channels.Framing;

/// <summary>Reads one side of a streamed exchange: an envelope in chunks and End, or End alone. [MC-NMF] section 2.2.4.2.</summary>
internal sealed class SingletonReader(FramingInput input, FramingSettings settings, Uri peer, string contentType)
{
    private SingletonRecords _records = new();
    private long _received;
    private bool _envelopeEnded;
    private int _use;

    /// <summary>Whether somebody reads from the input, and whether it is to be given back.</summary>
    private enum Use
    {
        Free,
        Reading,

        /// <summary>Whoever reads gives the input back when the read has ended.</summary>
        ReadingAndReleased,
        Released,
    }

    /// <summary>True when the other side has said everything.</summary>
    public bool IsDone => _records.IsDone;

    /// <summary>Waits for the envelope.</summary>
    /// <returns>False when the other side says End without one.</returns>
    public async ValueTask<bool> BeginAsync(CancellationToken cancellationToken) =>
        await NextAsync(cancellationToken).ConfigureAwait(false) == SingletonRecordEvent.EnvelopeStart;

    /// <summary>Reads bytes of the envelope; 0 at its end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        if (_envelopeEnded || target.IsEmpty)
        {
            return 0;
        }

        if (await NextAsync(cancellationToken).ConfigureAwait(false) != SingletonRecordEvent.Chunk)
        {
            _envelopeEnded = true;
            return 0;
        }

        int count;
        Enter();
        try
        {
            count = await input.ReadAsync(target[..Math.Min(target.Length, _records.ChunkLeft)], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }

        if (count == 0)
        {
            throw new SocketException((int)SocketError.ConnectionReset);
        }

        _received += count;
        if (_received > settings.MaxReceivedMessageSize)
        {
            throw settings.TooLarge(_received);
        }

        _records.TakeChunk(count);
        return count;
    }

    /// <summary>Reads what is left up to End.</summary>
    /// <param name="maxBytes">How much of the envelope may be left before it is given up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when more was left.</returns>
    public async ValueTask<bool> FinishAsync(int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = settings.Buffers.TakeBuffer(4096);
        try
        {
            while (!_envelopeEnded && !_records.IsDone)
            {
                var count = await ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                maxBytes -= count;
                if (maxBytes < 0)
                {
                    return false;
                }
            }

            while (!_records.IsDone)
            {
                await NextAsync(cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        finally
        {
            settings.Buffers.ReturnBuffer(buffer);
        }
    }

    /// <summary>
    /// Gives the input's buffer back: at once, or when the read has ended that is under way. The connection was aborted, so that it ends soon.
    /// </summary>
    public void Release()
    {
        if ((Use)Interlocked.CompareExchange(ref _use, (int)Use.Released, (int)Use.Free) == Use.Free)
        {
            input.Release();
        }
        else if ((Use)Interlocked.CompareExchange(ref _use, (int)Use.ReadingAndReleased, (int)Use.Reading) == Use.Free)
        {
            // The read has ended in between.
            Release();
        }
    }

    private async ValueTask<SingletonRecordEvent> NextAsync(CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            while (true)
            {
                var next = _records.Feed(input.Available, out var consumed);
                input.Advance(consumed);
                switch (next)
                {
                    case SingletonRecordEvent.NeedMore:
                        if (!await input.ReadMoreAsync(cancellationToken).ConfigureAwait(false))
                        {
                            throw new SocketException((int)SocketError.ConnectionReset);
                        }

                        break;

                    case SingletonRecordEvent.Faulted:
                        throw FramingFaults.ToException(_records.Fault, peer, contentType);

                    case SingletonRecordEvent.Violated:
                        throw new ProtocolException($"The other side breaks the rules of framing. {_records.Problem}.");

                    default:
                        return next;
                }
            }
        }
        finally
        {
            Leave();
        }
    }

    private void Enter()
    {
        switch ((Use)Interlocked.CompareExchange(ref _use, (int)Use.Reading, (int)Use.Free))
        {
            case Use.Free:
                return;

            case Use.Released or Use.ReadingAndReleased:
                throw new IOException("The connection was given up.");

            default:
                throw new IOException("The message is being read already.");
        }
    }

    private void Leave()
    {
        if ((Use)Interlocked.CompareExchange(ref _use, (int)Use.Free, (int)Use.Reading) == Use.ReadingAndReleased)
        {
            Volatile.Write(ref _use, (int)Use.Released);
            input.Release();
        }
    }
}
