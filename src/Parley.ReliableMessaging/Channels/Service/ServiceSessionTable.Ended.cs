using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <content>Sessions that have ended: they are remembered for a while.</content>
internal sealed partial class ServiceSessionTable
{
    private void HandleEnded(ServiceSession session)
    {
        TaskCompletionSource? empty = null;
        ServiceSession? forgotten = null;
        lock (_lock)
        {
            if (session.Failure is not null && !session.HasMore)
            {
                // Nobody needs to accept it any more.
                EndPending(session);
            }

            if (--_live == 0)
            {
                empty = _empty;
                _empty = null;
            }

            _ended.Enqueue((session, _settings.Clock.GetTimestamp()));
            if (_ended.Count == 1)
            {
                _timer.Change(_settings.Session.Linger, Timeout.InfiniteTimeSpan);
            }
            else if (_ended.Count > MostEnded)
            {
                forgotten = Remove();
            }
        }

        forgotten?.Forget();
        empty?.TrySetResult();
    }

    private void ForgetOld()
    {
        while (true)
        {
            ServiceSession session;
            lock (_lock)
            {
                if (!_ended.TryPeek(out var oldest))
                {
                    return;
                }

                var left = _settings.Session.Linger - _settings.Clock.GetElapsedTime(oldest.EndedAt);
                if (left > TimeSpan.Zero)
                {
                    _timer.Change(TimeoutScope.UpToWholeMilliseconds(left), Timeout.InfiniteTimeSpan);
                    return;
                }

                session = Remove();
            }

            try
            {
                session.Forget();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Nobody waits for the timer's thread, and the others are to be forgotten too.
                _settings.Watch.Log.Unexpected(_settings.Watch.Role, exception);
            }
        }
    }

    private ServiceSession Remove()
    {
        var session = _ended.Dequeue().Session;
        _byIdentifier.Remove(session.Id);
        if (session.Request.Offer is { } offer)
        {
            _byIdentifier.Remove(offer);
        }

        var key = session.Request.Offer ?? session.Request.MessageId.ToString();
        if (_byRequest.GetValueOrDefault(key) == session)
        {
            _byRequest.Remove(key);
        }

        return session;
    }
}
