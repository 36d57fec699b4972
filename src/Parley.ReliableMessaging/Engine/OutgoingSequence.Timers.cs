namespace Parley.ReliableMessaging;

/// <content>What time does.</content>
internal sealed partial class OutgoingSequence<T>
{
    /// <summary>The time has come that <see cref="NextDeadline"/> named.</summary>
    /// <returns>False when the retries are exhausted.</returns>
    public bool HandleDeadline(TimeSpan now)
    {
        if (_restAt <= now)
        {
            Rest();
        }

        if (_lossDeadline <= now)
        {
            FindLosses(now);
        }

        if (_failedDue <= now)
        {
            LoseFailed(now);
        }

        while (ProbeDeadline() <= now)
        {
            Probe(now);
        }

        if (_oldest == 0 || now < TimerDeadline())
        {
            return true;
        }

        if (now >= CountDeadline())
        {
            if (_retries == _maxRetryCount)
            {
                return false;
            }

            _retries++;
            _countsFrom = null;
            _quickRetry = null;
        }

        NoteLoss();
        _congestion.Collapse();
        LoseAll();
        return true;
    }

    /// <summary>Nothing has been sent for a while: a session that is idle is to be small.</summary>
    private void Rest()
    {
        _restAt = null;
        if (_held == 0)
        {
            _ring = [];
        }
    }

    private void RetryAt(TimeSpan time, TimeSpan now, long number, ref Slot slot)
    {
        _quickRetry = null;
        if (time == now)
        {
            Lose(number, ref slot);
            return;
        }

        slot.RetryAt = time;
        _failedDue = _failedDue < slot.RetryAt ? _failedDue : slot.RetryAt;
    }

    /// <summary>
    /// The timer of the oldest message under way. It is counted from its writing or from the last acknowledgement of anything new, and
    /// doubles with each retry up to a few seconds.
    /// </summary>
    private TimeSpan TimerDeadline()
    {
        var repeat = LastSign() + Backoff.Pause(_estimate.Timeout, _retries, _longestWait);
        var count = CountDeadline();
        return repeat < count ? repeat : count;
    }

    /// <summary>When the next repeat is one that counts: these waits go on doubling, and those that come between them are free.</summary>
    private TimeSpan CountDeadline()
    {
        var from = _retries == 0 ? LastSign() : _countsFrom ?? LastSign();
        var deadline = from + Backoff.OfRetry(_estimate.Timeout, _retries, _longestWait);
        return _quickRetry < deadline ? _quickRetry.Value : deadline;
    }

    private TimeSpan LastSign()
    {
        var sentAt = SlotOf(_oldest).SentAt;
        var from = sentAt > _lastProgress ? sentAt : _lastProgress;
        return _retries == 0 && _lastProbe > from ? _lastProbe : from;
    }
}
