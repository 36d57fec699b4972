using System.Threading.Channels;
using Parley.Channels;

namespace Parley.Security.Tests.Wires;

/// <summary>The service's end of a wire: one channel, on which all requests come.</summary>
internal sealed class WireListener(Wire wire, BindingContext context, MessageEncoder encoder) : ChannelListenerBase<IReplyChannel>(context.Binding)
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WireReplyChannel? _channel;

    public override Uri Uri { get; } = context.ListenUri;

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        OnAbort();
        return default;
    }

    protected override void OnAbort()
    {
        wire.Serve(null);
        _channel?.End();
        _closed.TrySetResult();
    }

    protected override async ValueTask<IReplyChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken)
    {
        if (_channel is null)
        {
            return _channel = new WireReplyChannel(this, wire, encoder);
        }

        await _closed.Task.WaitAsync(cancellationToken);
        return null;
    }
}

/// <summary>The service's end of a wire.</summary>
internal sealed class WireReplyChannel(ChannelManagerBase listener, Wire wire, MessageEncoder encoder) : ChannelBase(listener), IUnorderedReplyChannel
{
    private readonly Channel<RequestContext> _waiting = Channel.CreateUnbounded<RequestContext>();
    private IRequestTaker? _taker;

    public EndpointAddress? LocalAddress { get; } = new("test://localhost/service");

    public void OfferTo(IRequestTaker taker)
    {
        Volatile.Write(ref _taker, taker);
        wire.Serve(this);
    }

    public async ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default)
    {
        wire.Serve(this);
        return await _waiting.Reader.WaitToReadAsync(cancellationToken) && _waiting.Reader.TryRead(out var request) ? request : null;
    }

    public void End() => _waiting.Writer.TryComplete();

    internal Task<byte[]?> PostAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        var request = new Request(Wire.Read(bytes, encoder), encoder);
        if (Volatile.Read(ref _taker) is not { } taker || !taker.TryTake(request))
        {
            _waiting.Writer.TryWrite(request);
        }

        return request.Response.WaitAsync(cancellationToken);
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        End();
        return default;
    }

    protected override void OnAbort() => End();

    private sealed class Request(Message message, MessageEncoder encoder) : RequestContext
    {
        private readonly TaskCompletionSource<byte[]?> _response = new();

        public Task<byte[]?> Response => _response.Task;

        public override Message RequestMessage => message;

        public override ValueTask ReplyAsync(Message? reply, CancellationToken cancellationToken = default)
        {
            if (!_response.TrySetResult(reply is null ? null : Wire.Write(reply, encoder)))
            {
                throw new InvalidOperationException("A request was answered twice.");
            }

            return default;
        }

        public override ValueTask CloseAsync(CancellationToken cancellationToken = default)
        {
            message.Close();
            return default;
        }

        public override void Abort()
        {
            message.Close();
            _response.TrySetException(new WireAbortedException());
        }
    }
}
