namespace Parley.ReliableMessaging;

/// <content>What answers, and their absence, do.</content>
internal sealed partial class OutgoingRequests<T>
{
    /// <summary>An exchange ended without an answer: the request is repeated sooner, a few times and while others are answered.</summary>
    /// <param name="now">The time.</param>
    /// <param name="number">The request.</param>
    /// <param name="isDropped">True when the peer said that it took the request for nothing: it has no room for it now.</param>
    public void HandleNoAnswer(TimeSpan now, long number, bool isDropped)
    {
        HandleWritten(now, number);
        if (!_requests.TryGetValue(number, out var request) || --request.OpenExchanges > 0 || request.Due is null)
        {
            return;
        }

        var othersProgress = _lastProgress > request.WrittenAt;
        if (!isDropped)
        {
            request.Failures = QuickRetry.Count(request.Failures, othersProgress);
            if (request.Failures <= QuickRetry.Most)
            {
                Hasten(QuickRetry.At(now, request.WrittenAt, request.Failures), request);
            }
            else if (request.Retries >= settings.MaxRetryCount)
            {
                // The last retry has failed: there is nothing left to wait for.
                Hasten(now, request, isQuick: false);
            }
        }
        else if (othersProgress)
        {
            HastenDropped(now, request);
        }
        else if (!request.IsDropped)
        {
            request.IsDropped = true;
            _dropped++;
        }
    }

    /// <summary>A request that expects no reply had an empty response, while no request waited for a reply.</summary>
    /// <returns>How often it had one; 0 where it says nothing.</returns>
    public int CountEmptyAnswer(long number) =>
        _awaitingReply == 0 && _requests.TryGetValue(number, out var request) && request.IsOneWay ? ++request.EmptyAnswers : 0;

    /// <summary>What is answered needs no acknowledgement before others may go out.</summary>
    public void GoOnWithoutAcknowledgement() => _taken = _requests.Count == 0 ? _sent : _requests.Keys.Min() - 1;

    /// <summary>A request is answered; false when it had been before.</summary>
    public bool TryAnswer(TimeSpan now, long number)
    {
        if (!_requests.Remove(number, out var request))
        {
            return false;
        }

        if (request is { Attempts: 1, IsWriting: false })
        {
            estimate.Add(now - request.WrittenAt);
        }

        Record?.NoteAcknowledged(number, request.Payload, request.IsWriting ? TimeSpan.Zero : now - request.WrittenAt);
        request.IsAnswered = true;
        _awaitingReply -= request.IsOneWay ? 0 : 1;
        request.Due = null;
        request.Payload = default;
        _lastProgress = now;
        _probes = 0;
        _dropped -= request.IsDropped ? 1 : 0;
        if (_requests.Count == 0)
        {
            _timers.Clear();
            _again.Clear();
        }

        if (_dropped != 0)
        {
            HastenDropped(now);
        }

        return true;
    }

    /// <summary>Takes an acknowledgement in; false when it acknowledges what was never sent.</summary>
    public bool Acknowledge(Acknowledgement acknowledgement)
    {
        var ranges = AckRanges.Merge(acknowledgement.Ranges);
        var total = 0L;
        for (var index = 0; index < ranges.Count; index++)
        {
            var range = ranges[index];
            if (range.Lower < 1 || range.Lower > range.Upper || range.Upper > _sent)
            {
                return false;
            }

            total += range.Upper - range.Lower + 1;
        }

        if (total >= _acknowledgedInAll)
        {
            _acknowledged = ranges;
            _acknowledgedInAll = total;
            _contiguous = ranges.Count != 0 && ranges[0].Lower == 1 ? ranges[0].Upper : 0;
            _room = acknowledgement.BufferRemaining;
        }

        return true;
    }
}
