using Parley.Security;

namespace Parley.Channels.Framing;

/// <summary>One streamed request at the service, and the way back for its reply.</summary>
internal sealed class FramingRequestContext : RequestContext, IPendingItem
{
    private static readonly TimeSpan _timeToFinish = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<ConnectionFate> _fate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FramingSettings _settings;
    private readonly ServicePreamble _preamble;
    private readonly ServiceLink _link;
    private readonly SingletonReader _reader;
    private readonly TimeSpan _pieceTimeout;
    private Message? _request;
    private int _replied;
    private int _closed;

    public FramingRequestContext(FramingSettings settings, ServicePreamble preamble, ServiceLink link, TimeSpan pieceTimeout)
    {
        _settings = settings;
        _preamble = preamble;
        _link = link;
        _pieceTimeout = pieceTimeout;
        _reader = new SingletonReader(link.Input, settings, preamble.Via!, preamble.ContentType);
    }

    public override Message RequestMessage =>
        _request ?? throw new InvalidOperationException("The request has not been read.");

    /// <summary>What becomes of the connection, once the exchange is over.</summary>
    public Task<ConnectionFate> Fate => _fate.Task;

    /// <summary>True when the request was given up because it is larger than the endpoint takes.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Reads the request: the whole of it, or its headers where requests flow.</summary>
    /// <returns>False when the client had nothing to say.</returns>
    public async ValueTask<bool> ReadAsync()
    {
        using var patience = new CancellationTokenSource(TimeoutScope.ForTimer(_pieceTimeout), _settings.TimeProvider);
        try
        {
            if (!await _reader.BeginAsync(patience.Token).ConfigureAwait(false))
            {
                return false;
            }

            _request = _settings.StreamsRequests
                ? await _settings.EncoderFactory.Encoder.ReadMessageAsync(
                    new TimedReadStream(new SingletonReadStream(_reader, Translate, static () => { }), _pieceTimeout, _settings.TimeProvider),
                    _settings.MaxBufferSize,
                    _preamble.ContentType,
                    CancellationToken.None).ConfigureAwait(false)
                : await SingletonMessages.ReadBufferedAsync(_reader, _settings, _preamble.ContentType, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (patience.IsCancellationRequested)
        {
            throw new TimeoutException($"The request did not come within {_pieceTimeout} (ReceiveTimeout).", exception);
        }
        catch (CommunicationException exception) when (exception.InnerException is QuotaExceededException)
        {
            IsTooLarge = true;
            throw;
        }

        _request.Properties.Via = _preamble.Via;
        if (_link.Connection.RemoteEndPoint is System.Net.IPEndPoint ip)
        {
            _request.Properties.Add(RemoteEndpointMessageProperty.Name, new RemoteEndpointMessageProperty(ip));
        }

        if (_link.RemoteSecurity is not null)
        {
            _request.Properties.Security = new SecurityMessageProperty(_link.RemoteSecurity);
        }

        return true;
    }

    /// <summary>The connection serves no more: gives back what was read ahead, as soon as nobody reads.</summary>
    public void ReleaseInput() => _reader.Release();

    public override async ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _replied, 1) != 0)
        {
            throw new InvalidOperationException("The request has its reply already.");
        }

        try
        {
            if (message is null)
            {
                await _link.Connection.WriteAsync(RecordWriter.End, cancellationToken).ConfigureAwait(false);
                return;
            }

            await SingletonMessages.WriteAsync(message, _link.Connection, _settings, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The message is the dispatcher's, until it ends the request.
            AbortConnection();
            if (ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
            {
                throw Translate(exception);
            }

            throw;
        }
        finally
        {
            message?.Close();
        }
    }

    public override async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        _request?.Close();
        if (_fate.Task.IsCompleted)
        {
            return;
        }

        if (Volatile.Read(ref _replied) == 0)
        {
            await ReplyAsync(null, cancellationToken).ConfigureAwait(false);
        }

        if (await FinishAsync().ConfigureAwait(false))
        {
            _fate.TrySetResult(ConnectionFate.Reuse);
        }
        else if (_fate.TrySetResult(ConnectionFate.Close))
        {
            ReleaseInput();
        }
    }

    public override void Abort()
    {
        AbortConnection();
        _request?.Close();
    }

    void IPendingItem.Reject()
    {
        _fate.TrySetResult(ConnectionFate.Unavailable);
        _request?.Close();
    }

    private void AbortConnection()
    {
        if (_fate.TrySetResult(ConnectionFate.Aborted))
        {
            _link.Connection.Abort();
            ReleaseInput();
        }
    }

    /// <summary>Reads what little is left of the request, so that the connection can serve again.</summary>
    private async ValueTask<bool> FinishAsync()
    {
        using var soon = new CancellationTokenSource(_timeToFinish, _settings.TimeProvider);
        try
        {
            return await _reader.FinishAsync(SingletonMessages.MaxLeftover, soon.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or CommunicationException
            || ConnectionFailures.IsConnectionFailure(exception, CancellationToken.None))
        {
            return false;
        }
    }

    private static CommunicationException Translate(Exception exception) => ConnectionFailures.Lost(null, exception);
}
