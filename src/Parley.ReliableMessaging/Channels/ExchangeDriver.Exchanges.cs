using Microsoft.Extensions.Logging;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <content>Requests, and what comes back.</content>
internal abstract partial class ExchangeDriver
{
    protected override ValueTask<bool> TransmitAsync(in Transmission<SessionPayload> transmission)
    {
        var isTied = transmission.Kind == MessageKind.CreateSequence && _inner.IsConversation;
        var message = isTied ? null : _translator.ToMessage(transmission);
        Interlocked.Increment(ref _underWay);
        var exchange = Interlocked.Exchange(ref _spare, null) ?? new ClientExchange(this);
        exchange.Begin(transmission.Exchange, message, message is null ? RequestTiedAsync(transmission) : _inner.RequestAsync(message, _cancelled.Token));
        return new(true);
    }

    /// <summary>Which security session the sequence belongs to is known when that is open.</summary>
    private async ValueTask<Message?> RequestTiedAsync(Transmission<SessionPayload> transmission)
    {
        _translator.TieTo(await _inner.GetAsync(_cancelled.Token).ConfigureAwait(false));
        using var message = _translator.ToMessage(transmission)!;
        return await _inner.RequestAsync(message, _cancelled.Token).ConfigureAwait(false);
    }

    /// <summary>An exchange has come to its end.</summary>
    /// <param name="exchange">The exchange; not used any more.</param>
    /// <param name="response">The response; null for an empty one.</param>
    /// <param name="failure">Why there is none; null when there is one.</param>
    /// <param name="isInline">True when it came at once: on the thread that has sent the request, and may have more to send.</param>
    internal void HandleEnd(ClientExchange exchange, Message? response, Exception? failure, bool isInline)
    {
        var number = exchange.Number;
        Volatile.Write(ref _spare, exchange);
        var told = Take(number, response, failure, out var turn);
        var tells = FinishAndSeeWhetherToTell(ref turn, mayTell: !isInline && told is null);
        Interlocked.Decrement(ref _underWay);
        OnDrained();

        // Last: whoever waits for the reply, or for the session, goes on here, and may take its time.
        if (tells)
        {
            Tell();
        }
        else if (told is not null && isInline)
        {
            ThreadPool.UnsafeQueueUserWorkItem(told, preferLocal: false);
        }
        else
        {
            told?.Execute();
        }
    }

    /// <returns>True when this thread is to tell those who wait for the session.</returns>
    private bool FinishAndSeeWhetherToTell(ref Turn turn, bool mayTell)
    {
        var before = t_brought;
        t_brought = mayTell ? this : null;
        try
        {
            Finish(ref turn);
            return mayTell && t_brought is null;
        }
        finally
        {
            t_brought = before;
        }
    }

    /// <summary>Feeds the end of an exchange to the engine. Does not throw: nobody waits for the thread that brings a response.</summary>
    private IThreadPoolWorkItem? Take(long number, Message? response, Exception? failure, out Turn turn)
    {
        IThreadPoolWorkItem? told = null;
        turn = default;
        try
        {
            Arrival<SessionPayload> arrival = default;
            if (failure is null)
            {
                Read(response, out arrival, ref failure);
            }

            lock (Gate)
            {
                Begin();
                if (failure is null)
                {
                    told = HandleResponse(Moment, number, arrival);
                }
                else
                {
                    HandleFailure(Moment, number, failure);
                }

                Advance(out turn);
            }

            if (failure is not null && Watch.Log.IsEnabled(LogLevel.Debug) && IsOfNetwork(failure))
            {
                Watch.Log.NoResponse(Watch.Role, failure, SessionName, Peer);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            HandleUnexpected(exception);
        }

        return told;
    }

    private static bool IsOfNetwork(Exception failure) => failure is not FaultException && ClientLink.IsHidden(failure);

    /// <summary>The network's trouble is hidden while the session lives; anything else ends it. With the lock held.</summary>
    private void HandleFailure(TimeSpan now, long exchange, Exception failure)
    {
        NoteFailure(failure);
        if (IsOfNetwork(failure))
        {
            HandleExchangeFailed(now, exchange);
            if (IsNobodyThere(failure))
            {
                Violation ??= failure;
                Engine.Abort(now);
            }

            return;
        }

        Violation ??= Engine.State == SessionState.Opening ? SessionExceptions.OfOpening(failure, _translator) : failure;
        HandleExchangeFailed(now, exchange);
        Engine.Abort(now);
    }

    private void Read(Message? response, out Arrival<SessionPayload> arrival, ref Exception? failure)
    {
        arrival = default;
        if (response is null)
        {
            arrival.Kind = MessageKind.Empty;
            return;
        }

        try
        {
            _translator.ToArrival(response, RmHeaders.Read(response, _translator.Wsrm), Engine.OutputIdentifier, null, out arrival);
            NoteArrived(arrival.Payload);
        }
        catch (Exception exception)
        {
            response.Close();
            failure = exception;
        }
    }
}
