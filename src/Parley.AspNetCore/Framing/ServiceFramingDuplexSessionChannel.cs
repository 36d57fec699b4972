namespace Parley.Channels.Framing;

/// <summary>The service's half of a session. Opening it acknowledges the preamble.</summary>
internal sealed class ServiceFramingDuplexSessionChannel : FramingDuplexSessionChannel, IPendingItem
{
    private static readonly EndpointAddress _anonymous = new(EndpointAddress.AnonymousUri);
    private static readonly TimeSpan _timeForFault = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource<ConnectionFate> _fate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FramingEndpoint _endpoint;
    private readonly string _contentType;
    private volatile bool _faultSent;

    public ServiceFramingDuplexSessionChannel(
        ChannelManagerBase listener, FramingSettings settings, FramingEndpoint endpoint, ServicePreamble preamble, ServiceLink link)
        : base(listener, settings)
    {
        _endpoint = endpoint;
        _contentType = preamble.ContentType;
        Via = preamble.Via!;
        RemoteSecurity = link.RemoteSecurity;
        Attach(link.Connection, link.Input);
    }

    public override EndpointAddress RemoteAddress => _anonymous;

    public override EndpointAddress? LocalAddress => _endpoint.LocalAddress;

    public override Uri Via { get; }

    /// <summary>What becomes of the connection, once the session is over.</summary>
    public Task<ConnectionFate> Fate => _fate.Task;

    protected override string ContentType => _contentType;

    protected override Uri? PeerForErrors => null;

    void IPendingItem.Reject()
    {
        // The connection's own handler tells the client; here only the channel ends.
        _fate.TrySetResult(ConnectionFate.Unavailable);
        Abort();
    }

    protected override async ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteInTurnAsync(RecordWriter.PreambleAck, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailures.IsConnectionFailure(exception, cancellationToken))
        {
            throw ConnectionFailures.Lost(null, exception);
        }
    }

    protected override ValueTask<bool> ReleaseConnectionAsync(CancellationToken cancellationToken) => new(_fate.TrySetResult(ConnectionFate.Reuse));

    protected override void AbortConnection()
    {
        if (_faultSent)
        {
            _fate.TrySetResult(ConnectionFate.Linger);
        }
        else if (_fate.TrySetResult(ConnectionFate.Aborted))
        {
            Connection?.Abort();
        }
    }

    protected override async ValueTask SendFaultAsync(string fault)
    {
        using var soon = new CancellationTokenSource(_timeForFault, Settings.TimeProvider);
        try
        {
            await WriteInTurnAsync(RecordWriter.CreateFault(fault), soon.Token).ConfigureAwait(false);
            _faultSent = true;
        }
        catch (Exception exception) when (exception is OperationCanceledException
            || ConnectionFailures.IsConnectionFailure(exception, soon.Token))
        {
            // The client does not listen; its connection is ended all the same.
        }
    }

    protected override void OnDecoded(Message message) => message.Properties.Via = Via;
}
