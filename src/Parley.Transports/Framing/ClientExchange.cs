using Parley.Security;

namespace Parley.Channels.Framing;

/// <summary>One streamed request and its reply, on one connection.</summary>
internal sealed class ClientExchange(
    FramingSettings settings,
    ClientConnector connector,
    ConnectionPool pool,
    EndpointAddress remoteAddress,
    Uri via,
    Action<ClientExchange> ended)
{
    private readonly Lock _gate = new();
    private ClientLink? _link;
    private SingletonReader? _reader;
    private bool _hasEnded;

    public async ValueTask<Message?> RunAsync(Message request, CancellationToken cancellationToken)
    {
        var contentType = settings.EncoderFactory.Encoder.ContentType;
        var link = await connector
            .ConnectAsync(FramingMode.SingletonUnsized, contentType, remoteAddress, via, cancellationToken).ConfigureAwait(false);
        _reader = new SingletonReader(link.Input, settings, via, contentType);
        lock (_gate)
        {
            _link = link;
        }

        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await SendAsync(request, link, cancellationToken).ConfigureAwait(false);
            if (!await _reader.BeginAsync(cancellationToken).ConfigureAwait(false))
            {
                await ReturnAsync().ConfigureAwait(false);
                return null;
            }

            Message reply;
            if (settings.StreamsReplies)
            {
                var stream = new SingletonReadStream(_reader, Translate, OnReplyClosed);
                reply = await settings.EncoderFactory.Encoder
                    .ReadMessageAsync(stream, settings.MaxBufferSize, contentType, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                reply = await SingletonMessages.ReadBufferedAsync(_reader, settings, contentType, cancellationToken).ConfigureAwait(false);
                await ReturnAsync().ConfigureAwait(false);
            }

            if (link.RemoteSecurity is not null)
            {
                reply.Properties.Security = new SecurityMessageProperty(link.RemoteSecurity);
            }

            return reply;
        }
        catch (Exception exception) when (ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
        {
            throw Translate(exception);
        }
        catch (System.Xml.XmlException exception)
        {
            throw new ProtocolException($"The reply of '{via}' could not be read: {exception.Message}", exception);
        }
    }

    /// <summary>Wakes whoever waits in the exchange; they end it.</summary>
    public void AbortConnection()
    {
        lock (_gate)
        {
            _link?.Connection.Abort();
        }
    }

    /// <summary>Ends the exchange. Whoever still reads the reply fails.</summary>
    public void Abort()
    {
        if (End() is { } link)
        {
            link.Connection.Abort();
            _reader!.Release();
        }
    }

    private async ValueTask SendAsync(Message request, ClientLink link, CancellationToken cancellationToken)
    {
        try
        {
            await SingletonMessages.WriteAsync(request, link.Connection, settings, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
        {
            // The service may have refused in the middle of the request; if so, its reason is there to be read.
            try
            {
                await _reader!.BeginAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception second) when (ConnectionFailures.IsConnectionFailure(second, cancellationToken))
            {
                throw Translate(exception);
            }

            throw Translate(exception);
        }
    }

    /// <summary>The reply was closed: what little is left of it is read, so that the connection can serve again.</summary>
    private void OnReplyClosed() => _ = FinishAsync();

    private async Task FinishAsync()
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5), settings.TimeProvider);
            if (await _reader!.FinishAsync(SingletonMessages.MaxLeftover, soon.Token).ConfigureAwait(false))
            {
                await ReturnAsync().ConfigureAwait(false);
                return;
            }
        }
        catch (Exception exception) when (exception is CommunicationException or OperationCanceledException
            || ConnectionFailures.IsConnectionFailure(exception, CancellationToken.None))
        {
            // The reply is closed: nobody is left who would want to know.
        }

        Abort();
    }

    private async ValueTask ReturnAsync()
    {
        if (End() is { } link)
        {
            await link.ReturnAsync(pool).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the connection, once.</summary>
    private ClientLink? End()
    {
        ClientLink? link;
        lock (_gate)
        {
            if (_hasEnded)
            {
                return null;
            }

            _hasEnded = true;
            link = _link;
        }

        ended(this);
        return link;
    }

    private CommunicationException Translate(Exception exception) => ConnectionFailures.Lost(via, exception);
}
