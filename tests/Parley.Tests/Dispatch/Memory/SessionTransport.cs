using System.Threading.Channels;
using Parley.Channels;

namespace Parley.Tests.Dispatch.Memory;

/// <summary>A transport in the process whose service half offers one shape with a session: replies, or input alone.</summary>
internal sealed class SessionTransport(Type shape, SessionTransport.Backlog backlog) : TransportBindingElement
{
    public override string Scheme => "sessions";

    public override BindingElement Clone() => new SessionTransport(shape, backlog);

    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => false;

    public override bool CanBuildChannelListener<TChannel>(BindingContext context) => typeof(TChannel) == shape;

    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context) =>
        (IChannelListener<TChannel>)(object)(shape == typeof(IReplySessionChannel)
            ? new Listener<IReplySessionChannel>(backlog, context.ListenUriBaseAddress!)
            : new Listener<IInputSessionChannel>(backlog, context.ListenUriBaseAddress!));

    public override T? GetProperty<T>(BindingContext context)
        where T : class =>
        typeof(T) == typeof(MessageVersion) ? (T)(object)MessageVersion.Soap12WSAddressing10 : base.GetProperty<T>(context);

    /// <summary>The sessions that wait to be accepted.</summary>
    internal sealed class Backlog
    {
        internal Channel<ClientSession> Sessions { get; } = Channel.CreateUnbounded<ClientSession>();

        /// <summary>What the next accepts throw.</summary>
        internal Queue<Exception> Failures { get; } = new();

        /// <summary>True when the listener faults with what it throws, which it does once a client comes.</summary>
        internal bool FailuresAreFaults { get; init; }

        internal ClientSession Connect()
        {
            var session = new ClientSession();
            Sessions.Writer.TryWrite(session);
            return session;
        }
    }

    /// <summary>The client's end of a session.</summary>
    internal sealed class ClientSession : IInputSession
    {
        private readonly TaskCompletionSource[] _receives = [.. Enumerable.Range(0, 8).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        private int _received;

        internal Channel<Request> Requests { get; } = Channel.CreateUnbounded<Request>();

        internal TaskCompletionSource Aborted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The service has asked for so many messages.</summary>
        internal Task Receives(int count) => _receives[count - 1].Task;

        public string Id { get; } = "urn:uuid:" + Guid.NewGuid();

        /// <summary>Sends a message.</summary>
        /// <returns>The reply; null when there is none.</returns>
        internal Task<Message?> SendAsync(Message message)
        {
            message.Headers.To ??= new Uri("sessions://here/service");
            message.Headers.MessageId ??= new System.Xml.UniqueId();
            var request = new Request(message);
            Requests.Writer.TryWrite(request);
            return request.Replied.Task;
        }

        internal void End() => Requests.Writer.TryComplete();

        internal void OnReceive() => _receives[Interlocked.Increment(ref _received) - 1].SetResult();

        /// <summary>The connection breaks.</summary>
        internal void Break() => Requests.Writer.TryComplete(new CommunicationException("The connection was lost."));
    }

    internal sealed class Request(Message message) : RequestContext
    {
        internal TaskCompletionSource<Message?> Replied { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override Message RequestMessage => message;

        public override ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default)
        {
            Replied.TrySetResult(message?.CreateBufferedCopy(int.MaxValue).CreateMessage());
            return default;
        }

        public override ValueTask CloseAsync(CancellationToken cancellationToken = default)
        {
            message.Close();
            Replied.TrySetResult(null);
            return default;
        }

        public override void Abort()
        {
            message.Close();
            Replied.TrySetException(new CommunicationObjectAbortedException("The request was aborted."));
        }
    }

    private sealed class Listener<TChannel>(Backlog backlog, Uri uri) : ChannelListenerBase<TChannel>
        where TChannel : class, IChannel
    {
        public override Uri Uri => uri;

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => default;

        protected override void OnAbort()
        {
        }

        protected override async ValueTask<TChannel?> OnAcceptChannelAsync(CancellationToken cancellationToken)
        {
            if (backlog.Failures.TryDequeue(out var failure))
            {
                if (backlog.FailuresAreFaults)
                {
                    await backlog.Sessions.Reader.WaitToReadAsync(cancellationToken);
                    Fault();
                }

                throw failure;
            }

            return (TChannel)(object)new ServiceSession(this, await backlog.Sessions.Reader.ReadAsync(cancellationToken));
        }
    }

    private sealed class ServiceSession(ChannelManagerBase manager, ClientSession client) : ChannelBase(manager), IReplySessionChannel, IInputSessionChannel
    {
        public EndpointAddress? LocalAddress => null;

        public IInputSession Session => client;

        public async ValueTask<RequestContext?> ReceiveRequestAsync(CancellationToken cancellationToken = default)
        {
            client.OnReceive();
            return await client.Requests.Reader.WaitToReadAsync(cancellationToken) && client.Requests.Reader.TryRead(out var request) ? request : null;
        }

        public async ValueTask<Message?> ReceiveAsync(CancellationToken cancellationToken = default) =>
            (await ReceiveRequestAsync(cancellationToken))?.RequestMessage;

        protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

        protected override ValueTask OnCloseAsync(CancellationToken cancellationToken)
        {
            client.End();
            return default;
        }

        protected override void OnAbort()
        {
            client.End();
            client.Aborted.TrySetResult();
        }
    }
}
