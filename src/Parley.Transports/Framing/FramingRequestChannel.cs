namespace Parley.Channels.Framing;

/// <summary>The client's half of streamed exchanges: every request takes a connection, with a preamble of its own.</summary>
internal sealed class FramingRequestChannel(
    ChannelManagerBase factory, FramingSettings settings, ClientConnector connector, EndpointAddress remoteAddress, Uri via)
    : ChannelBase(factory), IRequestChannel
{
    private readonly HashSet<ClientExchange> _exchanges = [];
    private readonly CancellationTokenSource _aborted = new();
    private TaskCompletionSource? _idle;
    private ConnectionPool? _pool;

    public EndpointAddress RemoteAddress => remoteAddress;

    public Uri Via => via;

    protected override TimeProvider TimeProvider => settings.TimeProvider;

    public async ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        var exchange = new ClientExchange(settings, connector, _pool!, remoteAddress, via, Forget);
        lock (_exchanges)
        {
            _exchanges.Add(exchange);
        }

        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted.Token);
        try
        {
            settings.Address(message, remoteAddress);
            return await exchange.RunAsync(message, linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            exchange.Abort();
            if (_aborted.IsCancellationRequested && exception is not CommunicationObjectAbortedException)
            {
                throw new CommunicationObjectAbortedException("The channel was aborted while it waited for a reply.", exception);
            }

            throw;
        }
        finally
        {
            message.Close();
        }
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        _pool = connector.Pool;
        return default;
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        Task waiting;
        lock (_exchanges)
        {
            if (_exchanges.Count == 0)
            {
                return;
            }

            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _idle.Task;
        }

        await waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void OnAbort()
    {
        _aborted.Cancel();
        ClientExchange[] exchanges;
        lock (_exchanges)
        {
            exchanges = [.. _exchanges];
        }

        foreach (var exchange in exchanges)
        {
            exchange.AbortConnection();
        }
    }

    private void Forget(ClientExchange exchange)
    {
        lock (_exchanges)
        {
            _exchanges.Remove(exchange);
            if (_exchanges.Count == 0)
            {
                _idle?.TrySetResult();
            }
        }
    }
}
