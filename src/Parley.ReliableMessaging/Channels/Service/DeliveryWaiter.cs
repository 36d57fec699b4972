using System.Threading.Tasks.Sources;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Who waits for the next message of a client: he gets it in the form in which his channel hands it over, without another step between.</summary>
/// <param name="line">Where he waits.</param>
/// <param name="session">The session.</param>
internal sealed class DeliveryWaiter(WaitingLine<Delivery<SessionPayload>?> line, ServiceSession session)
    : Waiter<Delivery<SessionPayload>?>(line), IValueTaskSource<Message?>, IValueTaskSource<RequestContext?>
{
    /// <summary>Waits for a message. Without the lock, once.</summary>
    public ValueTask<Message?> WaitForMessageAsync(CancellationToken cancellationToken) => new((IValueTaskSource<Message?>)this, BeginToWait(cancellationToken));

    /// <summary>Waits for a request, in a session of requests and replies. Without the lock, once.</summary>
    public ValueTask<RequestContext?> WaitForRequestAsync(CancellationToken cancellationToken) =>
        new((IValueTaskSource<RequestContext?>)this, BeginToWait(cancellationToken));

    Message? IValueTaskSource<Message?>.GetResult(short token) => ServiceSession.MessageOf(GetResult(token));

    RequestContext? IValueTaskSource<RequestContext?>.GetResult(short token) => ((ReplyServiceSession)session).RequestOf(GetResult(token));
}
