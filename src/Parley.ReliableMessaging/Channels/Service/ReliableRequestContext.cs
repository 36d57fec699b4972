using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// One request of a session. Its reply is kept until the client has it, however often the client has to ask: whether the exchange that brought the
/// request lives or not makes no difference.
/// </summary>
internal sealed class ReliableRequestContext : RequestContext
{
    private readonly ReplyServiceSession _session;
    private readonly ServiceExchange? _exchange;
    private readonly long _number;
    private readonly Message _message;
    private int _replied;
    private int _closed;

    public ReliableRequestContext(ReplyServiceSession session, long number, SessionPayload payload)
    {
        _session = session;
        _number = number;
        _exchange = payload.Origin as ServiceExchange;
        _message = payload.TakeMessage();
    }

    public override Message RequestMessage => _message;

    internal override ExecutionContext? Flow => _exchange?.Flow;

    public override ValueTask ReplyAsync(Message? message, CancellationToken cancellationToken = default)
    {
        // A reply that cannot be written is none: the request can still have another.
        var payload = message is null || Volatile.Read(ref _replied) != 0 ? null : _session.Keep(message);
        if (Interlocked.Exchange(ref _replied, 1) != 0)
        {
            throw new InvalidOperationException("The request has its reply already. A request has one reply.");
        }

        Send(payload);
        return default;
    }

    public override ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _replied, 1) == 0)
        {
            _session.Reply(_number, null);
        }

        return new(ReleaseAsync());
    }

    public override void Abort()
    {
        if (Interlocked.Exchange(ref _replied, 1) == 0)
        {
            // Nothing else is free to be forgotten in a session: the client hears that it gets no reply.
            var version = _message.Version;
            var fault = Message.CreateMessage(
                version,
                MessageFault.CreateFault(new FaultCode("Receiver"), "The service has given the request up."),
                version.Addressing.SoapFaultAction?.Value);
            fault.Headers.RelatesTo = _exchange?.MessageId;
            _session.Reply(_number, _session.Keep(fault));
        }

        _ = ReleaseAsync();
    }

    private void Send(SessionPayload? payload)
    {
        if (!_session.Reply(_number, payload))
        {
            throw _session.Failure ?? new CommunicationException("The reliable session has ended: there is nobody left to reply to.");
        }
    }

    private Task ReleaseAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return Task.CompletedTask;
        }

        _message.Close();
        return _exchange?.ReleaseAsync() ?? Task.CompletedTask;
    }
}
