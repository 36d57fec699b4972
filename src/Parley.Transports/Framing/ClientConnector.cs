using System.Net.Sockets;
using Parley.Security;

namespace Parley.Channels.Framing;

/// <summary>Gets a client's channels a connection with an accepted preamble: an idle one of the pool, or a new one.</summary>
internal sealed class ClientConnector
{
    private readonly FramingSettings _settings;
    private readonly ConnectionDialer _dialer;
    private readonly ConnectionPoolLimits _limits;
    private readonly StreamUpgradeProvider? _upgrade;
    private ConnectionPool? _pool;

    public ClientConnector(ConnectionOrientedTransportBindingElement element, FramingSettings settings, BindingContext context)
    {
        _settings = settings;
        _dialer = element.CreateDialer();
        _limits = element.PoolLimits;
        _upgrade = StreamUpgradeBindingElement.Find(context)?.BuildClientStreamUpgradeProvider(context);
    }

    public ConnectionPool Pool => _pool ?? throw new InvalidOperationException("The channel factory is not open.");

    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        _pool = ConnectionPool.Join(_dialer, _limits, _settings.TimeProvider);
        return _upgrade?.OpenAsync(cancellationToken) ?? default;
    }

    public void Close()
    {
        Interlocked.Exchange(ref _pool, null)?.Leave();
        _upgrade?.Abort();
    }

    /// <summary>Opens a connection and says the preamble. A connection of the pool that turns out to be dead is left for the next.</summary>
    public async ValueTask<ClientLink> ConnectAsync(
        FramingMode mode, string contentType, EndpointAddress remoteAddress, Uri via, CancellationToken cancellationToken)
    {
        var pool = Pool;
        var address = _dialer.GetPoolKey(via);

        // TLS connections are not used again, so there is none to look for.
        while (_upgrade is null && pool.TryTake(address) is { } idle)
        {
            try
            {
                return await HandshakeAsync(idle, mode, contentType, remoteAddress, via, cancellationToken).ConfigureAwait(false);
            }
            catch (ConnectionEndedException)
            {
                // The service closed it while it lay idle.
            }
        }

        var connection = await _dialer.ConnectAsync(via, cancellationToken).ConfigureAwait(false);
        try
        {
            return await HandshakeAsync(pool.Add(address, connection), mode, contentType, remoteAddress, via, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ConnectionEndedException exception)
        {
            throw exception.WasUpgraded
                ? new SecurityNegotiationException(
                    $"The service at '{via}' closed the connection after TLS was established. It may have refused the client certificate, or the lack of one; its log tells.",
                    exception.InnerException)
                : new CommunicationException(
                    $"The service at '{via}' closed the connection during its opening. It may not speak net.tcp framing, or be overloaded; its log may tell.",
                    exception.InnerException);
        }
    }

    private async ValueTask<ClientLink> HandshakeAsync(
        PooledConnection pooled,
        FramingMode mode,
        string contentType,
        EndpointAddress remoteAddress,
        Uri via,
        CancellationToken cancellationToken)
    {
        var connection = pooled.Connection;
        var input = new FramingInput(connection, _settings.Buffers, _settings.ConnectionBufferSize);
        var initiator = _upgrade?.CreateUpgradeInitiator(remoteAddress, via);
        var preamble = new ClientPreamble(mode, via.AbsoluteUri, contentType);
        var upgraded = false;
        try
        {
            while (true)
            {
                await connection.WriteAsync(preamble.Next(initiator?.GetNextUpgrade()), cancellationToken).ConfigureAwait(false);
                switch (await AnswerAsync(preamble, input, cancellationToken).ConfigureAwait(false))
                {
                    case ClientPreambleEvent.Acknowledged:
                        return new ClientLink(pooled, connection, input, initiator?.GetRemoteSecurity()?.ServiceSecurityContext);

                    case ClientPreambleEvent.UpgradeAccepted:
                        var stream = await initiator!.InitiateUpgradeAsync(new FramingInputStream(input, connection), cancellationToken)
                            .ConfigureAwait(false);
                        upgraded = true;
                        connection = new StreamConnection(stream, connection, waitsWithoutBuffer: false);
                        input.Release();
                        input = new FramingInput(connection, _settings.Buffers, _settings.ConnectionBufferSize);
                        break;

                    case ClientPreambleEvent.Refused:
                        throw FramingFaults.ToException(preamble.Fault, via, contentType);

                    default:
                        throw new ProtocolException($"The service at '{via}' does not speak net.tcp framing. {preamble.Problem}.");
                }
            }
        }
        catch (Exception exception)
        {
            connection.Abort();
            input.Release();
            if (exception is CommunicationException || !ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
            {
                throw;
            }

            throw new ConnectionEndedException(upgraded, exception);
        }
    }

    private static async ValueTask<ClientPreambleEvent> AnswerAsync(
        ClientPreamble preamble, FramingInput input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = preamble.Feed(input.Available, out var consumed);
            input.Advance(consumed);
            if (answer != ClientPreambleEvent.NeedMore)
            {
                return answer;
            }

            if (!await input.ReadMoreAsync(cancellationToken).ConfigureAwait(false))
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }
        }
    }

    /// <summary>The connection ended before the service answered.</summary>
    private sealed class ConnectionEndedException(bool wasUpgraded, Exception inner) : Exception("The connection ended.", inner)
    {
        public bool WasUpgraded => wasUpgraded;
    }
}
