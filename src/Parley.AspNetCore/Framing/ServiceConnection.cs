using Microsoft.Extensions.Logging;

namespace Parley.Channels.Framing;

/// <summary>One connection at the service: preamble, session, and a new preamble after both sides have said End.</summary>
internal sealed class ServiceConnection
{
    /// <summary>How long, and for how many bytes, a client is listened to after a fault, so that the fault is not lost in a reset.</summary>
    private const int LingerBytes = 256 * 1024;
    private static readonly TimeSpan _linger = TimeSpan.FromSeconds(5);

    private readonly SharedListener _listener;
    private readonly FramingConnection _raw;
    private FramingConnection _connection;
    private FramingInput? _input;
    private FramingSettings? _settings;

    public ServiceConnection(FramingConnection connection, SharedListener listener)
    {
        _listener = listener;
        _connection = _raw = connection;
        Patience = new ConnectionPatience(_raw, listener);
    }

    /// <summary>How long it may take, and whether it has to make room.</summary>
    public ConnectionPatience Patience { get; }

    /// <summary>Its place among those that have not finished their preamble.</summary>
    public LinkedListNode<ServiceConnection>? PendingNode { get; set; }

    private string Remote => _raw.RemoteEndPoint?.ToString() ?? "a local client";

    private ILogger Logger => _listener.Logger;

    /// <summary>The session has its place; from here on it takes its time.</summary>
    public void Admitted()
    {
        _listener.EndPreamble(this);
        Patience.End();
    }

    /// <summary>Serves the connection until it has ended. Does not throw.</summary>
    public async Task RunAsync()
    {
        try
        {
            var first = true;
            while (await ServeAsync(first).ConfigureAwait(false))
            {
                first = false;
            }
        }
        catch (Exception exception) when (ConnectionFailures.IsConnectionFailure(exception, CancellationToken.None))
        {
            if (Patience.IsEvicted && !_listener.IsClosed)
            {
                FramingLog.Evicted(Logger, Remote);
            }
            else
            {
                FramingLog.ConnectionEnded(Logger, Remote, exception);
            }
        }
        catch (Exception exception)
        {
            FramingLog.ConnectionFailed(Logger, Remote, exception);
            _raw.Abort();
        }
        finally
        {
            await EndAsync().ConfigureAwait(false);
        }
    }

    private async Task EndAsync()
    {
        try
        {
            _input?.Release();
            await CloseAsync().WaitAsync(_linger, _settings?.TimeProvider ?? TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _raw.Kill();
            await _raw.CloseAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            FramingLog.ConnectionEnded(Logger, Remote, exception);
        }
        finally
        {
            _listener.Forget(this);
        }
    }

    private async Task CloseAsync()
    {
        if (_connection != _raw)
        {
            await _connection.CloseAsync().ConfigureAwait(false);
        }

        await _raw.CloseAsync().ConfigureAwait(false);
    }

    /// <returns>True when a new preamble may come.</returns>
    private async ValueTask<bool> ServeAsync(bool first)
    {
        _settings ??= _listener.AnySettings;
        if (_settings is null)
        {
            return false;
        }

        _input ??= new FramingInput(_connection, _settings.Buffers, _settings.ConnectionBufferSize);
        using var patience = new CancellationTokenSource(
            TimeoutScope.ForTimer(first ? _listener.ChannelInitializationTimeout : _listener.IdleTimeout), _settings.TimeProvider);
        Patience.Begin(patience);
        _listener.BeginPreamble(this);
        var preamble = new ServicePreamble();
        try
        {
            var (endpoint, link) = await NegotiateAsync(preamble, first, patience).ConfigureAwait(false);
            if (endpoint is null || link is null)
            {
                return false;
            }

            var fate = await endpoint.ServeAsync(preamble, link, patience.Token).ConfigureAwait(false);
            if (fate is ConnectionFate.Aborted or ConnectionFate.Close)
            {
                // A read may not have noticed yet. The session or request gives the input back when nobody reads from it any more.
                _input = null;
            }

            return await ConcludeAsync(fate, endpoint).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            if (preamble.HasBegun || first)
            {
                FramingLog.PreambleTimedOut(Logger, Remote);
            }

            _raw.Abort();
            return false;
        }
        finally
        {
            _listener.EndPreamble(this);
            Patience.End();
        }
    }

    private async ValueTask<bool> ConcludeAsync(ConnectionFate fate, FramingEndpoint endpoint)
    {
        switch (fate)
        {
            case ConnectionFate.Reuse:
                return _connection == _raw && !_listener.IsClosed;

            case ConnectionFate.TooBusy:
                await RefuseAsync(
                    FramingFaults.ServerTooBusy,
                    $"{endpoint.MaxPending} sessions wait to be accepted by '{endpoint.Uri}' already (MaxPendingConnections)").ConfigureAwait(false);
                return false;

            case ConnectionFate.Unavailable:
                await RefuseAsync(FramingFaults.EndpointUnavailable, $"'{endpoint.Uri}' is closing").ConfigureAwait(false);
                return false;

            case ConnectionFate.Linger:
                await LingerAsync().ConfigureAwait(false);
                return false;

            default:
                return false;
        }
    }

    private async ValueTask<(FramingEndpoint? Endpoint, ServiceLink? Link)> NegotiateAsync(
        ServicePreamble preamble, bool first, CancellationTokenSource patience)
    {
        FramingEndpoint? endpoint = null;
        StreamUpgradeAcceptor? acceptor = null;
        while (true)
        {
            var happened = preamble.Feed(_input!.Available, out var consumed);
            _input.Advance(consumed);
            switch (happened)
            {
                case ServicePreambleEvent.NeedMore:
                    if (!await _input.ReadMoreAsync(patience.Token).ConfigureAwait(false))
                    {
                        Patience.ThrowIfEvicted();
                        return default;
                    }

                    if (!first && !preamble.HasBegun)
                    {
                        // The connection was idle; now its time for a preamble begins.
                        patience.CancelAfter(TimeoutScope.ForTimer(_listener.ChannelInitializationTimeout));
                    }

                    break;

                case ServicePreambleEvent.Addressed:
                    endpoint = Resolve(preamble);
                    if (endpoint is not null)
                    {
                        Adopt(endpoint.Settings);
                    }

                    break;

                case ServicePreambleEvent.UpgradeRequested when endpoint!.Upgrade is { } upgrade && acceptor is null:
                    acceptor = upgrade.CreateUpgradeAcceptor();
                    if (!acceptor.CanUpgrade(preamble.Upgrade))
                    {
                        preamble.Refuse(FramingFaults.UpgradeInvalid, "An unknown upgrade was asked for");
                        break;
                    }

                    if (!await UpgradeAsync(acceptor, patience.Token).ConfigureAwait(false))
                    {
                        return default;
                    }

                    break;

                case ServicePreambleEvent.UpgradeRequested:
                    preamble.Refuse(FramingFaults.UpgradeInvalid, "An upgrade was asked for that the endpoint does not offer");
                    break;

                case ServicePreambleEvent.Ended when endpoint!.Upgrade is not null && acceptor is null:
                    preamble.Refuse(FramingFaults.UpgradeInvalid, "The upgrade that the endpoint demands was not asked for");
                    await RefuseAsync(preamble.Fault, preamble.Problem).ConfigureAwait(false);
                    return default;

                case ServicePreambleEvent.Ended:
                    return (endpoint, new ServiceLink(
                        _connection, _input, acceptor?.GetRemoteSecurity()?.ServiceSecurityContext, this));

                default:
                    await RefuseAsync(preamble.Fault, preamble.Problem).ConfigureAwait(false);
                    return default;
            }
        }
    }

    private FramingEndpoint? Resolve(ServicePreamble preamble)
    {
        var endpoint = _listener.Find(preamble.Via!);
        if (endpoint is null)
        {
            preamble.Refuse(FramingFaults.EndpointNotFound, "No endpoint listens at the address that was dialled");
        }
        else if (endpoint.Mode != preamble.Mode)
        {
            preamble.Refuse(FramingFaults.UnsupportedMode, $"The endpoint takes mode {endpoint.Mode}, not {preamble.Mode}");
        }
        else if (!endpoint.IsContentTypeSupported(preamble.ContentType))
        {
            preamble.Refuse(FramingFaults.ContentTypeInvalid, "The endpoint has another message encoding");
        }
        else
        {
            return endpoint;
        }

        return null;
    }

    /// <summary>From here on the settings of the endpoint hold.</summary>
    private void Adopt(FramingSettings settings)
    {
        if (settings == _settings)
        {
            return;
        }

        var before = _input!;
        _settings = settings;
        _input = new FramingInput(_connection, settings.Buffers, settings.ConnectionBufferSize);
        _input.Continue(before);
    }

    /// <returns>False when the two sides could not agree, which is logged.</returns>
    private async ValueTask<bool> UpgradeAsync(StreamUpgradeAcceptor acceptor, CancellationToken cancellationToken)
    {
        await _connection.WriteAsync(RecordWriter.UpgradeResponse, cancellationToken).ConfigureAwait(false);
        Stream upgraded;
        try
        {
            upgraded = await acceptor.AcceptUpgradeAsync(new FramingInputStream(_input!, _connection), cancellationToken).ConfigureAwait(false);
        }
        catch (CommunicationException exception)
        {
            FramingLog.UpgradeFailed(Logger, Remote, exception);
            return false;
        }

        _input!.Release();
        _connection = new StreamConnection(upgraded, _connection, waitsWithoutBuffer: true);
        _input = new FramingInput(_connection, _settings!.Buffers, _settings.ConnectionBufferSize);
        return true;
    }

    private async ValueTask RefuseAsync(string? fault, string problem)
    {
        FramingLog.Refused(Logger, Remote, problem, fault ?? "no fault sent");
        if (fault is null)
        {
            return;
        }

        using var soon = new CancellationTokenSource(_linger, _settings!.TimeProvider);
        await _connection.WriteAsync(RecordWriter.CreateFault(fault), soon.Token).ConfigureAwait(false);
        await LingerAsync().ConfigureAwait(false);
    }

    /// <summary>Reads on until the client has read the fault and hung up, but not for ever.</summary>
    private async ValueTask LingerAsync()
    {
        using var soon = new CancellationTokenSource(_linger, _settings!.TimeProvider);
        var buffer = _settings.Buffers.TakeBuffer(4096);
        try
        {
            for (var left = LingerBytes; left > 0;)
            {
                var count = await _connection.ReadAsync(buffer, soon.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                left -= count;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException
            || ConnectionFailures.IsConnectionFailure(exception, CancellationToken.None))
        {
            // It had its time.
        }
        finally
        {
            _settings.Buffers.ReturnBuffer(buffer);
        }
    }
}
