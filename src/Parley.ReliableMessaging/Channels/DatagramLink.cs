using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// The way to a service over a channel that keeps no connection: each message goes by itself, and the service's come to this side's own
/// address. The channel lives as long as the session, whatever becomes of single messages.
/// </summary>
internal sealed class DatagramLink : ClientLink, IDisposable
{
    private static readonly TimeSpan _timeToFinish = TimeSpan.FromSeconds(1);

    private readonly IDuplexChannel _channel;
    private readonly IConnectionUser _user;
    private readonly DatagramSender _sender;
    private readonly TimeProvider _clock;
    private int _isEnded;

    /// <param name="client">What the sessions of a factory share.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="user">The session.</param>
    public DatagramLink(ConnectionClient client, IDuplexChannel channel, IConnectionUser user)
    {
        _channel = channel;
        _user = user;
        _clock = client.Clock;
        _sender = new DatagramSender(client.Settings, client.Clock, user.HandleNotSent);
    }

    public override EndpointAddress LocalAddress => _channel.LocalAddress ?? new EndpointAddress(EndpointAddress.AnonymousUri);

    public override IDuplexChannel? Current => _channel;

    public override async ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        await _channel.OpenAsync(cancellationToken).ConfigureAwait(false);

        // What is received belongs to no call that is under way.
        using (ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow())
        {
            _ = PumpAsync();
        }
    }

    public override ValueTask<bool> SendAsync(Message message, in Transmission<SessionPayload> transmission, bool mayOpen, bool mayWait) =>
        _sender.SendAsync(_channel, message, transmission, _user.RoundTrip);

    public override async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            // The last words go out; a response that does not come is not waited for.
            await _sender.WhenIdle().WaitAsync(_timeToFinish, _clock, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // They had their time.
        }

        End();
        try
        {
            await _channel.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (IsHidden(exception))
        {
            _channel.Abort();
        }
    }

    public override void Abort()
    {
        End();
        _channel.Abort();
    }

    public void Dispose() => Abort();

    private void End()
    {
        Volatile.Write(ref _isEnded, 1);
        _sender.Dispose();
    }

    private async Task PumpAsync()
    {
        Exception? failure = null;
        try
        {
            while (await _channel.ReceiveAsync(CancellationToken.None).ConfigureAwait(false) is { } message)
            {
                _user.HandleMessage(message);
                _user.GoOn(isHere: false);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            failure = exception;
        }

        if (Volatile.Read(ref _isEnded) == 0)
        {
            _user.HandleBroken(failure ?? new CommunicationException("The channel under the reliable session has ended: nothing can come from the service any more."));
        }
    }
}
