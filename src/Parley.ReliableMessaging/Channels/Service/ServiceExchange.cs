using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>One request of the transport, which is answered once.</summary>
/// <param name="channel">The channel that it came from.</param>
/// <param name="request">The request.</param>
/// <param name="log">Where failures to answer are told.</param>
internal sealed class ServiceExchange(IReplyChannel channel, RequestContext request, ReliableLog log) : MessageSource
{
    private CancellationTokenRegistration _gone;
    private ExchangeServiceSession? _session;
    private int _isAnswered;

    // Two must be done with the request: the one who answers it, and the one who has its message.
    private int _users = 2;

    /// <summary>Its number in the session that it belongs to.</summary>
    public long Number { get; set; }

    /// <summary>The context in which the service's code runs; null when the request has none.</summary>
    public ExecutionContext? Flow { get; } = request.Flow;

    /// <summary>True when the application has the request's message: it is not ours to close.</summary>
    public bool IsMessageTaken { get; set; }

    public override IChannel Channel => channel;

    public override EndpointAddress? LocalAddress => channel.LocalAddress;

    public override Uri? Via => null;

    private bool IsAnswered => Volatile.Read(ref _isAnswered) != 0;

    /// <summary>Tells when the client waits no more, where it still waits.</summary>
    /// <param name="session">Whom to tell.</param>
    public void Watch(ExchangeServiceSession session)
    {
        if (IsAnswered || request.Aborted is not { CanBeCanceled: true } aborted)
        {
            return;
        }

        _session = session;
        _gone = aborted.UnsafeRegister(static state => ((ServiceExchange)state!).LoseClient(), this);
        if (IsAnswered)
        {
            _gone.Unregister();
        }
    }

    public override ValueTask AnswerAsync(Message? message) => new(AnswerCoreAsync(message));

    /// <summary>As <see cref="AnswerAsync"/>, without waiting for it.</summary>
    public void Answer(Message? message) => _ = AnswerCoreAsync(message);

    /// <summary>The application is done with the request's message.</summary>
    public Task ReleaseAsync() => LeaveAsync();

    private async Task AnswerCoreAsync(Message? message)
    {
        if (Interlocked.Exchange(ref _isAnswered, 1) != 0)
        {
            message?.Close();
            return;
        }

        _gone.Unregister();
        try
        {
            await request.ReplyAsync(message, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The client repeats what it has no answer to; what cannot be written is an answer without content.
            TellFailure(exception);
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            message?.Close();
        }

        await LeaveAsync().ConfigureAwait(false);
        if (!IsMessageTaken)
        {
            await LeaveAsync().ConfigureAwait(false);
        }
    }

    private void TellFailure(Exception exception)
    {
        var client = "a client";
        try
        {
            client = request.RequestMessage is { State: not MessageState.Closed } message ? ServiceIntake.PeerOf(message) : client;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whoever has the message is closing it.
        }

        if (exception is CommunicationException or TimeoutException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            log.AnswerLost(exception, client);
        }
        else
        {
            log.AnswerNotWritten(exception, client);
        }
    }

    private void LoseClient() => _session!.HandleExchangeLost(this);

    private async Task LeaveAsync()
    {
        if (Interlocked.Decrement(ref _users) != 0)
        {
            return;
        }

        try
        {
            await request.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            request.Abort();
        }
    }

    private async ValueTask EndAsync()
    {
        try
        {
            await request.ReplyAsync(null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It has ended by its failure, or its end has been told already.
            if (!IsMessageTaken)
            {
                request.Abort();
            }
        }
    }
}
