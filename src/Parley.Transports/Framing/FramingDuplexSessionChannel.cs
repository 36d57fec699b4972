using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Parley.Security;

namespace Parley.Channels.Framing;

/// <summary>
/// A session over one connection, both halves: envelopes of known size both ways, until each side has said End. [MC-NMF] section 2.2.4.
/// </summary>
/// <remarks>
/// Sends take turns in <see cref="SessionOutput"/>, and receives take turns here, feeding an <see cref="EnvelopeAssembler"/>.
/// </remarks>
internal abstract class FramingDuplexSessionChannel : ChannelBase, IDuplexSessionChannel, IDuplexSession, IHoldingOutput
{
    private readonly Turn _receiving = new();
    private readonly MessageEncoder _encoder;
    private readonly EnvelopeAssembler _incoming;
    private readonly SessionOutput _output;
    private FramingConnection? _connection;
    private FramingInput? _input;
    private RemoteEndpointMessageProperty? _remoteEndpoint;
    private string? _id;
    private volatile bool _inputEnded;
    private volatile bool _isAborted;
    private volatile bool _connectionEnded;

    protected FramingDuplexSessionChannel(ChannelManagerBase manager, FramingSettings settings)
        : base(manager)
    {
        Settings = settings;
        _encoder = settings.EncoderFactory.CreateSessionEncoder();
        _incoming = new EnvelopeAssembler(settings);
        _output = new SessionOutput(this, settings, _encoder);
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

    /// <summary>The connection, once there is one.</summary>
    internal FramingConnection? Connection => _connection;

    /// <summary>True when the peer has said End.</summary>
    internal bool InputHasEnded => _inputEnded;

    protected FramingInput? Input => _input;

    protected override TimeProvider TimeProvider => Settings.TimeProvider;

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        return _output.SendAsync(message, cancellationToken);
    }

    bool IHoldingOutput.KeepsNothing => true;

    ValueTask IHoldingOutput.HoldAsync(Message message, CancellationToken cancellationToken)
    {
        ThrowIfDisposedOrNotOpen();
        return _output.HoldAsync(message, cancellationToken);
    }

    ValueTask IHoldingOutput.FlushAsync(CancellationToken cancellationToken) => _output.FlushAsync(cancellationToken);

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
        await _output.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    public override T? GetProperty<T>()
        where T : class =>
        base.GetProperty<T>() ?? _encoder.GetProperty<T>() ?? RemoteSecurity as T;

    /// <summary>Takes over a connection whose preamble is done, or about to be.</summary>
    protected void Attach(FramingConnection connection, FramingInput input)
    {
        _input = input;
        _connection = connection;
        _remoteEndpoint = connection.RemoteEndPoint is IPEndPoint ip ? new RemoteEndpointMessageProperty(ip) : null;
        if (_isAborted)
        {
            connection.Abort();
        }
    }

    /// <summary>Both sides have said End: the connection may serve another session, unless <see cref="AbortConnection"/> was called before.</summary>
    /// <returns>False when it was.</returns>
    protected abstract ValueTask<bool> ReleaseConnectionAsync(CancellationToken cancellationToken);

    /// <summary>The session has failed or was aborted: ends the connection, unless it was released before. Then it may serve others already.</summary>
    protected abstract void AbortConnection();

    /// <summary>Tells the peer why its message ends the session, where this half has a way to.</summary>
    protected virtual ValueTask SendFaultAsync(string fault) => default;

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _output.EndAsync(cancellationToken).ConfigureAwait(false);
            await DrainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
        {
            throw Lost(exception);
        }

        // Whoever takes the connection back takes what was read ahead with it.
        var input = _input;
        _input = null;
        if (!await ReleaseConnectionAsync(cancellationToken).ConfigureAwait(false))
        {
            input?.Release();
        }

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
    protected ValueTask WriteInTurnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _output.WriteInTurnAsync(bytes, cancellationToken);

    /// <summary>A send has failed when it was under way: the session is over.</summary>
    /// <returns>What the sender is told.</returns>
    internal Exception FailOutput(Exception exception, CancellationToken cancellationToken)
    {
        var failure = ConnectionFailures.IsConnectionFailure(exception, cancellationToken) ? Lost(exception) : exception;
        Fault(failure);
        return failure;
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
                switch (_incoming.Take(input, out var envelope))
                {
                    case EnvelopeEvent.Envelope:
                        return Decode(envelope);

                    case EnvelopeEvent.End:
                        _inputEnded = true;
                        return null;

                    case EnvelopeEvent.Faulted:
                        throw PeerFault();

                    case EnvelopeEvent.NeedsRecord:
                        // One wait for each message, and no method of its own between it and the connection.
                        var more = input.WaitsFirst
                            ? await input.ReadMoreAsync(cancellationToken).ConfigureAwait(false)
                            : input.Filled(await input.FillAsync(cancellationToken).ConfigureAwait(false));
                        if (!more)
                        {
                            EndInputWithoutWord();
                            return null;
                        }

                        break;

                    default:
                        FillEnvelope(await _connection!.ReadAsync(_incoming.Room, cancellationToken).ConfigureAwait(false));
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

    private CommunicationException PeerFault() => FramingFaults.ToException(_incoming.Fault, PeerForErrors ?? Via, ContentType);

    /// <summary>The connection ended between records. There are peers who answer End by closing the connection, without a word.</summary>
    private void EndInputWithoutWord()
    {
        // A connection that this side has ended reads as ended, too.
        if (!_output.HasEnded || !_incoming.IsBetweenRecords || _isAborted || State == CommunicationState.Faulted)
        {
            throw Lost(null);
        }

        _inputEnded = true;
    }

    private void FillEnvelope(int count)
    {
        if (count == 0)
        {
            throw Lost(null);
        }

        _incoming.Filled(count);
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
        if (_incoming.IsTooLarge)
        {
            await SendFaultAsync(FramingFaults.MaxMessageSizeExceeded).ConfigureAwait(false);
        }

        Fault(failure);
        return failure;
    }

    /// <summary>Waits for the peer's End. Nobody asks for messages that come before it, so they are dropped.</summary>
    private async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        await _receiving.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (!_inputEnded)
            {
                switch (_incoming.Take(_input!, out var envelope))
                {
                    case EnvelopeEvent.Envelope:
                        Settings.Buffers.ReturnBuffer(envelope.Array!);
                        break;

                    case EnvelopeEvent.End:
                        _inputEnded = true;
                        break;

                    case EnvelopeEvent.Faulted:
                        throw PeerFault();

                    case EnvelopeEvent.NeedsRecord:
                        if (!await _input!.ReadMoreAsync(cancellationToken).ConfigureAwait(false))
                        {
                            EndInputWithoutWord();
                        }

                        break;

                    case EnvelopeEvent.NeedsEnvelope:
                        FillEnvelope(await _connection!.ReadAsync(_incoming.Room, cancellationToken).ConfigureAwait(false));
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
        _incoming.Release();
    }
}
