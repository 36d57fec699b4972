namespace Parley.Channels.Framing;

/// <summary>The client's half of a session.</summary>
internal sealed class ClientFramingDuplexSessionChannel : FramingDuplexSessionChannel
{
    private static readonly EndpointAddress _anonymous = new(EndpointAddress.AnonymousUri);

    private readonly ClientConnector _connector;
    private readonly CancellationTokenSource _aborted = new();
    private ClientLink? _link;
    private ConnectionPool? _pool;
    private bool _isConnectionLeft;

    public ClientFramingDuplexSessionChannel(
        ChannelManagerBase factory, FramingSettings settings, ClientConnector connector, EndpointAddress remoteAddress, Uri via)
        : base(factory, settings)
    {
        _connector = connector;
        RemoteAddress = remoteAddress;
        Via = via;
    }

    public override EndpointAddress RemoteAddress { get; }

    public override EndpointAddress? LocalAddress => _anonymous;

    public override Uri Via { get; }

    protected override Uri? PeerForErrors => Via;

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        using var opening = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _aborted.Token);
        try
        {
            _pool = _connector.Pool;
            _link = await _connector.ConnectAsync(FramingMode.Duplex, ContentType, RemoteAddress, Via, opening.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (_aborted.IsCancellationRequested)
        {
            throw new CommunicationObjectAbortedException($"The session with '{Via}' was aborted while it was opened.", exception);
        }

        RemoteSecurity = _link.RemoteSecurity;
        Attach(_link.Connection, _link.Input);
    }

    protected override async ValueTask<bool> ReleaseConnectionAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isConnectionLeft, true))
        {
            return false;
        }

        await _link!.ReturnAsync(_pool!).ConfigureAwait(false);
        return true;
    }

    protected override void AbortConnection()
    {
        _aborted.Cancel();
        if (Connection is { } connection && !Interlocked.Exchange(ref _isConnectionLeft, true))
        {
            connection.Abort();
        }
    }
}
