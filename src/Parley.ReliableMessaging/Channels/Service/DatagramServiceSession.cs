using Microsoft.Extensions.Logging;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A session at the service whose client has an address of its own: each message goes there by itself.</summary>
internal sealed class DatagramServiceSession : ServiceSession
{
    private readonly IDuplexChannel _channel;
    private readonly DatagramSender _sender;

    // So much may arrive while nothing more can be sent. A client that says more and does not listen is not heard.
    private readonly int _mostWhileSending;
    private int _arrivedWhileSending;
    private bool _isSending;

    public DatagramServiceSession(SessionRequest request, ListenerSettings settings, string identifier)
        : base(request, settings)
    {
        _channel = (IDuplexChannel)request.Channel;
        _sender = new DatagramSender(settings.Session, settings.Clock, HandleNotSent);
        _mostWhileSending = (2 * settings.Session.MaxTransferWindowSize) + 64;
        Engine = SequenceSession<SessionPayload>.CreateResponder(settings.Session, TimeSpan.Zero, identifier, request.Offer);
    }

    public override SessionEngine<SessionPayload> Engine { get; }

    public override void Receive(in Arrival<SessionPayload> arrival, MessageSource source)
    {
        lock (Gate)
        {
            if (_isSending && ++_arrivedWhileSending > _mostWhileSending)
            {
                arrival.Payload?.Discard();
                return;
            }

            Engine.HandleArrival(Now, arrival);
        }

        Run();
    }

    /// <remarks>
    /// Everything of the session goes to the address that opened it, whatever a request says of its reply: what is sent elsewhere would be missing in the sequence, and somebody
    /// else would get it who has not asked. WCF documentation: Reliable Messaging Protocol version 1.0, R1104.
    /// </remarks>
    public override SessionPayload Keep(Message message)
    {
        if (message.Headers.To is { } to && to != RemoteAddress.Uri)
        {
            RemoteAddress.ApplyTo(message);
        }

        return base.Keep(message);
    }

    public override void Forget()
    {
        base.Forget();
        _sender.Dispose();
    }

    protected override ValueTask<bool> TransmitAsync(in Transmission<SessionPayload> transmission) => TransmitAsync(transmission, Translator.ToMessage(transmission)!);

    private async ValueTask<bool> TransmitAsync(Transmission<SessionPayload> transmission, Message message)
    {
        TimeSpan roundTrip;
        lock (Gate)
        {
            roundTrip = Engine.RoundTrip.Timeout;
            _isSending = true;
            _arrivedWhileSending = 0;
        }

        try
        {
            return await _sender.SendAsync(_channel, message, transmission, roundTrip).ConfigureAwait(false);
        }
        finally
        {
            lock (Gate)
            {
                _isSending = false;
            }
        }
    }

    private void HandleNotSent(Transmission<SessionPayload> transmission, Exception failure)
    {
        lock (Gate)
        {
            NoteFailure(failure);
            Engine.HandleNotWritten(Now, transmission);
        }

        if (Watch.Log.IsEnabled(LogLevel.Debug))
        {
            Watch.Log.MessageNotSent(Watch.Role, failure, SessionName, Peer);
        }
        Run();
    }
}
