using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Parley.Security;

namespace Parley.Channels.Framing;

/// <summary>
/// A session over one connection, both halves: envelopes of known size both ways, until each side has said End. [MC-NMF] section 2.2.4.
/// </summary>
/// <remarks>
/// Sends take turns, and so do receives. A receive that is cancelled loses nothing: the next goes on where it stopped. A send that is
/// cancelled in the middle of its bytes ends the session, because the rest could not be told from the next message.
/// </remarks>
internal abstract class FramingDuplexSessionChannel : ChannelBase, IDuplexSessionChannel, IDuplexSession
{
    /// <summary>An announced size beyond this is believed piece by piece, as the bytes really come.</summary>
    private const int TrustedSize = 256 * 1024;

    private readonly Turn _sending = new();
    private readonly Turn _receiving = new();
    private readonly MessageEncoder _encoder;
    private SessionRecords _records = new();
    private FramingConnection? _connection;
    private FramingInput? _input;
    private RemoteEndpointMessageProperty? _remoteEndpoint;
    private string? _id;
    private byte[]? _envelope;
    private int _envelopeSize = -1;
    private int _envelopeFilled;
    private volatile bool _inputEnded;
    private volatile bool _outputEnded;
    private volatile bool _isAborted;
    private volatile bool _connectionEnded;
    private bool _isTooLarge;

    protected FramingDuplexSessionChannel(ChannelManagerBase manager, FramingSettings settings)
        : base(manager)
    {
        Settings = settings;
        _encoder = settings.EncoderFactory.CreateSessionEncoder();
    }

    /// <summary>What an attempt to take an envelope comes to.</summary>
    private enum EnvelopeEvent
    {
        Envelope,
        End,

        /// <summary>More bytes are needed, of a record's head.</summary>
        NeedsRecord,

        /// <summary>More bytes are needed, of the envelope itself; they go straight into its buffer.</summary>
        NeedsEnvelope,
    }

    public abstract EndpointAddress RemoteAddress { get; }

    public abstract EndpointAddress? LocalAddress { get; }

    public abstract Uri Via { get; }

    public IDuplexSession Session => this;

    string ISession.Id => _id ??= "urn:uuid:" + Guid.NewGuid().ToString("D");

    protected FramingSettings Settings { get; }

    /// <summary>What the envelopes are, as the preamble said.</summary>
    protected virtual string ContentType => _encoder.ContentType;

    /// <summary>Who the other side is, where the connection has shown it.</summary>
    protected ServiceSecurityContext? RemoteSecurity { get; set; }

    /// <summary>The service's address in messages of failures; null at the service itself.</summary>
    protected abstract Uri? PeerForErrors { get; }

    protected FramingConnection? Connection => _connection;

    protected FramingInput? Input => _input;

    protected override TimeProvider TimeProvider => Settings.TimeProvider;

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        return cancellationToken.IsCancellationRequested || !_sending.TryEnter()
            ? SendInTurnAsync(message, cancellationToken)
            : SendNow(message, cancellationToken);
    }

    public ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (State is CommunicationState.Closing or CommunicationState.Closed && !_isAborted)
        {
            return default;
        }

        ThrowIfDisposedOrNotOpen();
        return ReceiveCoreAsync(cancellationToken);
    }

    public async ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposedOrNotOpen();
        await EndOutputAsync(cancellationToken).ConfigureAwait(false);
    }

    public override T? GetProperty<T>()
        where T : class =>
        base.GetProperty<T>() ?? _encoder.GetProperty<T>() ?? RemoteSecurity as T;

    /// <summary>Takes over a connection whose preamble is done, or about to be.</summary>
    protected void Attach(FramingConnection connection, FramingInput input)
    {
        _input = input;
        _connection = connection;
        _remoteEndpoint = connection.RemoteEndPoint switch
        {
            IPEndPoint ip => new RemoteEndpointMessageProperty(
                (ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4() : ip.Address).ToString(), ip.Port),
            _ => null,
        };
        if (_isAborted)
        {
            connection.Abort();
        }
    }

    /// <summary>Both sides have said End: the connection may serve another session.</summary>
    protected abstract ValueTask ReleaseConnectionAsync(CancellationToken cancellationToken);

    /// <summary>The session has failed or was aborted: ends the connection.</summary>
    protected abstract void AbortConnection();

    /// <summary>Tells the peer why its message ends the session, where this half has a way to.</summary>
    protected virtual ValueTask SendFaultAsync(string fault) => default;

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await EndOutputAsync(cancellationToken).ConfigureAwait(false);
            await DrainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
        {
            throw Lost(exception);
        }

        // Whoever takes the connection back takes what was read ahead with it.
        _input = null;
        await ReleaseConnectionAsync(cancellationToken).ConfigureAwait(false);
        ReleaseBuffers();
    }

    protected override void OnAbort()
    {
        _isAborted = true;
        EndConnection();
    }

    protected override void OnFaulted()
    {
        EndConnection();
        base.OnFaulted();
    }

    /// <summary>Writes bytes of the protocol in turn with messages.</summary>
    protected async ValueTask WriteInTurnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _sending.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _connection!.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Leave();
        }
    }

    private async ValueTask SendInTurnAsync(Message message, CancellationToken cancellationToken)
    {
        try
        {
            await _sending.EnterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            message.Close();
            throw;
        }

        await SendNow(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Sends in a turn that was taken, and leaves it. Most messages go out without a wait: they need no state machine.
    /// </summary>
    private ValueTask SendNow(Message message, CancellationToken cancellationToken)
    {
        byte[]? buffer = null;
        try
        {
            if (_outputEnded)
            {
                throw new InvalidOperationException(
                    "The output of the session was closed: no message can be sent any more. Open a new session.");
            }

            ThrowIfDisposedOrNotOpen();
            Settings.Address(message, RemoteAddress);
            var bytes = _encoder.WriteMessage(message, int.MaxValue, Settings.Buffers, RecordWriter.MaxEnvelopeHeader);
            buffer = bytes.Array!;
            var start = RecordWriter.WriteSizedEnvelopeHeader(buffer, bytes.Offset, bytes.Count);
            var end = bytes.Offset + bytes.Count;
            var writing = _connection!.WriteAsync(buffer.AsMemory(start, end - start), cancellationToken);
            if (!writing.IsCompletedSuccessfully)
            {
                return FinishSendAsync(writing, message, buffer, cancellationToken);
            }

            writing.GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            var failure = buffer is null ? exception : FailSend(exception, cancellationToken);
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
            var failure = FailSend(exception, cancellationToken);
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

    /// <summary>Nobody can tell how much of the message has gone out: the session is over.</summary>
    private Exception FailSend(Exception exception, CancellationToken cancellationToken)
    {
        var failure = ConnectionFailures.IsConnectionFailure(exception, cancellationToken) ? Lost(exception) : exception;
        Fault(failure);
        return failure;
    }

    private void EndSend(Message message, byte[]? buffer)
    {
        if (buffer is not null)
        {
            Settings.Buffers.ReturnBuffer(buffer);
        }

        _sending.Leave();
        message.Close();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Message?> ReceiveCoreAsync(CancellationToken cancellationToken)
    {
        await _receiving.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_inputEnded)
            {
                return null;
            }

            // The reading stands here, and not in a method of its own, because every message passes through each of them.
            var input = _input!;
            while (true)
            {
                switch (TakeEnvelope(input, out var envelope))
                {
                    case EnvelopeEvent.Envelope:
                        return Decode(envelope);

                    case EnvelopeEvent.End:
                        return null;

                    case EnvelopeEvent.NeedsRecord:
                        // One wait for each message, and no method of its own between it and the connection.
                        var more = input.Borrows ? input.Borrowed(await input.BorrowAsync(cancellationToken).ConfigureAwait(false))
                            : input.WaitsFirst ? await input.ReadMoreAsync(cancellationToken).ConfigureAwait(false)
                            : input.Filled(await input.FillAsync(cancellationToken).ConfigureAwait(false));
                        if (!more)
                        {
                            EndInputWithoutWord();
                            return null;
                        }

                        break;

                    default:
                        FilledEnvelope(await _connection!.ReadAsync(EnvelopeRoom, cancellationToken).ConfigureAwait(false));
                        break;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            var failure = await FailReceiveAsync(exception).ConfigureAwait(false);
            if (failure == exception)
            {
                throw;
            }

            throw failure;
        }
        finally
        {
            LeaveReceive();
        }
    }

    /// <summary>The part of the envelope's buffer that waits for bytes.</summary>
    private Memory<byte> EnvelopeRoom => _envelope.AsMemory(_envelopeFilled, Math.Min(_envelope!.Length, _envelopeSize) - _envelopeFilled);

    /// <summary>Takes the next envelope out of what has come, from wherever the last attempt stopped.</summary>
    private EnvelopeEvent TakeEnvelope(FramingInput input, out ArraySegment<byte> envelope)
    {
        envelope = default;
        if (_envelopeSize < 0 && TakeRecord(input) is var found && found != EnvelopeEvent.Envelope)
        {
            return found;
        }

        var available = input.Available;
        while (_envelopeFilled < _envelopeSize)
        {
            if (_envelopeFilled == _envelope!.Length)
            {
                GrowEnvelope();
            }

            var room = EnvelopeRoom.Span;
            var count = Math.Min(available.Length, room.Length);
            if (count == 0)
            {
                return EnvelopeEvent.NeedsEnvelope;
            }

            available[..count].CopyTo(room);
            input.Advance(count);
            available = input.Available;
            _envelopeFilled += count;
        }

        envelope = new ArraySegment<byte>(_envelope!, 0, _envelopeSize);
        _envelope = null;
        _envelopeSize = -1;
        _envelopeFilled = 0;
        return EnvelopeEvent.Envelope;
    }

    /// <summary>Takes the head of the next record out of what has come.</summary>
    private EnvelopeEvent TakeRecord(FramingInput input)
    {
        var record = _records.Feed(input.Available, out var consumed);
        input.Advance(consumed);
        switch (record)
        {
            case SessionRecordEvent.Envelope:
                if (_records.EnvelopeSize > Settings.MaxReceivedMessageSize)
                {
                    _isTooLarge = true;
                    throw Settings.TooLarge(_records.EnvelopeSize);
                }

                _envelopeSize = _records.EnvelopeSize;
                _envelope = Settings.Buffers.TakeBuffer(Math.Min(_envelopeSize, TrustedSize));
                return EnvelopeEvent.Envelope;

            case SessionRecordEvent.End:
                _inputEnded = true;
                return EnvelopeEvent.End;

            case SessionRecordEvent.Faulted:
                throw FramingFaults.ToException(_records.Fault, PeerForErrors ?? Via, ContentType);

            case SessionRecordEvent.Violated:
                throw new ProtocolException($"The other side of the session breaks the rules of framing. {_records.Problem}.");

            default:
                return EnvelopeEvent.NeedsRecord;
        }
    }

    /// <summary>The connection ended between records. There are peers who answer End by closing the connection, without a word.</summary>
    private void EndInputWithoutWord()
    {
        if (!_outputEnded || !_records.IsBetweenRecords)
        {
            throw Lost(null);
        }

        _inputEnded = true;
    }

    private void FilledEnvelope(int count)
    {
        if (count == 0)
        {
            throw Lost(null);
        }

        _envelopeFilled += count;
    }

    private void GrowEnvelope()
    {
        var larger = Settings.Buffers.TakeBuffer((int)Math.Min(_envelopeSize, 4L * _envelope!.Length));
        _envelope.AsSpan(0, _envelopeFilled).CopyTo(larger);
        Settings.Buffers.ReturnBuffer(_envelope);
        _envelope = larger;
    }

    private Message Decode(ArraySegment<byte> envelope)
    {
        var message = _encoder.ReadMessage(envelope, Settings.Buffers, ContentType);
        if (_remoteEndpoint is not null)
        {
            message.Properties.Add(RemoteEndpointMessageProperty.Name, _remoteEndpoint);
        }

        if (RemoteSecurity is not null)
        {
            message.Properties.Security = new SecurityMessageProperty(RemoteSecurity);
        }

        OnDecoded(message);
        return message;
    }

    /// <summary>Puts on a received message what only this half knows.</summary>
    protected virtual void OnDecoded(Message message)
    {
    }

    private async ValueTask<Exception> FailReceiveAsync(Exception exception)
    {
        var failure = exception switch
        {
            _ when _isAborted => new CommunicationObjectAbortedException(
                "The session was aborted while it waited for a message.", exception),
            CommunicationException => exception,
            _ when ConnectionFailures.IsConnectionFailure(exception, CancellationToken.None) => Lost(exception),
            System.Xml.XmlException or System.Runtime.Serialization.SerializationException or FormatException or ArgumentException
                or DecoderFallbackException =>
                new ProtocolException($"A message of the session could not be read: {exception.Message}", exception),
            _ => exception,
        };
        if (_isTooLarge)
        {
            await SendFaultAsync(FramingFaults.MaxMessageSizeExceeded).ConfigureAwait(false);
        }

        Fault(failure);
        return failure;
    }

    private async ValueTask EndOutputAsync(CancellationToken cancellationToken)
    {
        await _sending.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_outputEnded)
            {
                return;
            }

            _outputEnded = true;
            await _connection!.WriteAsync(RecordWriter.End, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (_inputEnded && ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
        {
            // The peer has said End and did not wait for ours: nothing is lost.
        }
        catch (Exception exception) when (ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
        {
            var failure = Lost(exception);
            Fault(failure);
            throw failure;
        }
        catch (OperationCanceledException exception)
        {
            // Nobody can tell whether the peer will see End: waiting for its own might be for ever.
            Fault(exception);
            throw;
        }
        finally
        {
            _sending.Leave();
        }
    }

    /// <summary>Waits for the peer's End. Nobody asks for messages that come before it, so they are dropped.</summary>
    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        await _receiving.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (!_inputEnded)
            {
                switch (TakeEnvelope(_input!, out var envelope))
                {
                    case EnvelopeEvent.Envelope:
                        Settings.Buffers.ReturnBuffer(envelope.Array!);
                        break;

                    case EnvelopeEvent.NeedsRecord:
                        if (!await _input!.ReadMoreAsync(cancellationToken).ConfigureAwait(false))
                        {
                            EndInputWithoutWord();
                        }

                        break;

                    case EnvelopeEvent.NeedsEnvelope:
                        FilledEnvelope(await _connection!.ReadAsync(EnvelopeRoom, cancellationToken).ConfigureAwait(false));
                        break;
                }
            }
        }
        finally
        {
            LeaveReceive();
        }
    }

    private CommunicationException Lost(Exception? inner) =>
        _isAborted
            ? new CommunicationObjectAbortedException("The session was aborted.", inner)
            : ConnectionFailures.Lost(PeerForErrors, inner);

    private void EndConnection()
    {
        AbortConnection();
        ReleaseBuffers();
    }

    /// <summary>Gives buffers back; while a receive is under way, it does so itself when it ends.</summary>
    private void ReleaseBuffers()
    {
        _connectionEnded = true;
        if (_receiving.TryEnter())
        {
            ReleaseInput();
            _receiving.Leave();
        }
    }

    private void LeaveReceive()
    {
        _receiving.Leave();
        if (_connectionEnded)
        {
            ReleaseBuffers();
        }
    }

    private void ReleaseInput()
    {
        _input?.Release();
        if (_envelope is { } envelope)
        {
            _envelope = null;
            Settings.Buffers.ReturnBuffer(envelope);
        }
    }
}
