using System.Runtime.CompilerServices;

namespace Parley.Channels;

/// <summary>The client half of HTTP: each request a POST, its response the reply. Any number of requests may be under way at once.</summary>
/// <remarks>
/// The send timeout covers the request and a buffered reply. A caller who brings a token that can fire sets the deadline in the
/// send timeout's place.
/// </remarks>
internal sealed class HttpRequestChannel : ChannelBase, IRequestChannel
{
    private readonly HttpChannelFactory _factory;
    private readonly HttpCalls _calls;

    public HttpRequestChannel(HttpChannelFactory factory, EndpointAddress remoteAddress, Uri via)
        : base(factory)
    {
        _factory = factory;
        _calls = new HttpCalls(factory.Clock);
        RemoteAddress = remoteAddress;
        Via = via;
    }

    public EndpointAddress RemoteAddress { get; }

    public Uri Via { get; }

    protected override TimeProvider TimeProvider => _factory.Clock;

    public ValueTask<Message?> RequestAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        cancellationToken.ThrowIfCancellationRequested();
        if (!_factory.ManualAddressing && message.AddressingHeaders.To is null)
        {
            // Whoever set To has added the address's headers too.
            RemoteAddress.ApplyTo(message);
        }

        return RequestCoreAsync(message, cancellationToken);
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken) =>
        await _calls.WhenIdleAsync(cancellationToken).ConfigureAwait(false);

    protected override void OnAbort() => _calls.AbortAll();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Message?> RequestCoreAsync(Message message, CancellationToken cancellationToken)
    {
        var timeout = cancellationToken.CanBeCanceled ? Timeout.InfiniteTimeSpan : DefaultSendTimeout;
        var call = _calls.Start(timeout, cancellationToken);
        try
        {
            using var request = _factory.Writer.Write(message, Via);
            var response = await _factory.Invoker.SendAsync(request, call.Token).ConfigureAwait(false);
            return await _factory.Reader.ReadAsync(response, Via, call.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            throw Explain(exception, call, timeout);
        }
        finally
        {
            _calls.End(call);
        }
    }

    private Exception Explain(Exception exception, HttpCall call, TimeSpan timeout)
    {
        if (call.ChannelAborted)
        {
            return new CommunicationObjectAbortedException($"The channel to '{Via}' was aborted while a request was under way.", exception);
        }

        if (call.CallerGaveUp)
        {
            return new OperationCanceledException($"The caller gave up the request to '{Via}'.", exception, call.CallerToken);
        }

        if (call.HasEnded)
        {
            return HttpFailures.TimedOut(Via, timeout, exception);
        }

        return exception is HttpRequestException failed ? HttpFailures.FromRequest(failed, Via) : HttpFailures.BrokenReply(Via, exception);
    }
}
