namespace Parley.ReliableMessaging;

/// <content>What acknowledgements do.</content>
internal sealed partial class OutgoingSequence<T>
{
    /// <summary>
    /// Takes an acknowledgement in: messages that arrived are let go, those that were passed by are sent again.
    /// WS-ReliableMessaging 1.1, section 3.9.
    /// </summary>
    /// <returns>False when it acknowledges what was never sent: InvalidAcknowledgement, section 4.4.</returns>
    public bool Acknowledge(TimeSpan now, Acknowledgement acknowledgement)
    {
        var total = 0L;
        var ranges = AckRanges.Merge(acknowledgement.Ranges);
        for (var index = 0; index < ranges.Count; index++)
        {
            var range = ranges[index];
            if (range.Lower < 1 || range.Lower > range.Upper || range.Upper > _sent)
            {
                return false;
            }

            total += range.Upper - range.Lower + 1;
        }

        var before = _held;
        var sample = default((long Order, TimeSpan RoundTrip, bool IsFirst));
        for (var index = 0; index < ranges.Count; index++)
        {
            var range = ranges[index];
            for (var number = Math.Max(range.Lower, _acknowledged + 1); number <= range.Upper; number++)
            {
                LetGo(now, number, ref sample);
                if (number == long.MaxValue)
                {
                    break;
                }
            }
        }

        if (_question is { } question && (!_prompt.IsMeasured || now - question.At >= _prompt.Shortest))
        {
            // The answer: what went out before the question and is missing is lost.
            _question = null;
            if (question.Order > _latestAcknowledged.Order)
            {
                _latestAcknowledged = (question.Order, now - question.At);
            }
        }

        // One that was overtaken knows nothing new, and its room is that of the past.
        var isCurrent = total >= _acknowledgedInAll;
        var gone = before - _held;
        if (gone != 0)
        {
            Advance(now, gone, sample);
        }

        if (isCurrent)
        {
            _acknowledgedInAll = Math.Max(_acknowledgedInAll, total);
            SetRoom(acknowledgement.BufferRemaining);
        }

        FindLosses(now);
        return true;
    }

    /// <summary>The peer has answered LastMessage of 1.0, though it has not acknowledged it.</summary>
    public void LetLastMessageGo(TimeSpan now)
    {
        var sample = default((long, TimeSpan, bool));
        if (IsHeld(_assigned) && SlotOf(_assigned).IsLast)
        {
            _sent = _assigned;
            LetGo(now, _assigned, ref sample);
            Advance(now, 1, default);
        }
    }

    private void LetGo(TimeSpan now, long number, ref (long Order, TimeSpan RoundTrip, bool IsFirst) sample)
    {
        ref var slot = ref SlotOf(number);
        switch (slot.State)
        {
            case SlotState.Acknowledged:
                return;
            case SlotState.Writing:
                _underWay--;
                break;
            case SlotState.Written:
                Unlink(ref slot);
                _underWay--;
                var roundTrip = now - slot.SentAt;

                // A repeated message that is acknowledged too soon was acknowledged for an earlier time.
                if (slot.IsQuestion && slot.Attempts == 1)
                {
                    // Where the peer was asked again meanwhile, it may have answered the first question long ago.
                    var most = _prompt.IsMeasured && _lastProbe > slot.SentAt ? _prompt.Mean * 2 : TimeSpan.MaxValue;
                    _prompt.Add(roundTrip < most ? roundTrip : most);
                }

                if (slot.Order > sample.Order && (slot.Attempts == 1 || roundTrip >= _estimate.Shortest))
                {
                    sample = (slot.Order, roundTrip, slot.Attempts == 1);
                }

                break;
            case SlotState.Lost:
                LostCount--;
                break;
            default:
                break;
        }

        if (Record is not null && !slot.IsLast)
        {
            // One that is acknowledged while it is being written has no time of its own.
            Record.NoteAcknowledged(number, slot.Payload, slot.Order == 0 ? TimeSpan.Zero : now - slot.SentAt);
        }

        if (Released is not null && Record is not { TellsAll: true } && slot.Payload is { } payload)
        {
            Released(payload);
        }

        slot.Empty(SlotState.Acknowledged);
        _held--;
    }

    private void TellUnconfirmed()
    {
        if (Record is not { TellsAll: true } || _held == 0)
        {
            return;
        }

        for (var number = _acknowledged + 1; number <= _assigned; number++)
        {
            ref var slot = ref SlotOf(number);
            if (slot.State != SlotState.Acknowledged && !slot.IsLast)
            {
                Record.NoteUnconfirmed(number, slot.Payload);
            }
        }
    }

    private void Advance(TimeSpan now, int gone, (long Order, TimeSpan RoundTrip, bool IsFirst) sample)
    {
        if (sample.Order != 0)
        {
            if (sample.IsFirst)
            {
                _estimate.Add(sample.RoundTrip);
            }

            if (sample.Order > _latestAcknowledged.Order)
            {
                _latestAcknowledged = (sample.Order, sample.RoundTrip);
            }
        }

        while (_acknowledged < _assigned && SlotOf(_acknowledged + 1).State == SlotState.Acknowledged)
        {
            _acknowledged++;
            SlotOf(_acknowledged).State = SlotState.Free;
        }

        _retries = _probes = 0;
        _quickRetry = null;
        _lastProgress = now;
        _congestion.Grow(gone);
        if (_held == 0)
        {
            _lost = null;
            LostCount = 0;
            if (_ring.Length > RingToKeep)
            {
                _restAt = now + s_ringKept;
            }
        }
    }

    private void SetRoom(int? room)
    {
        _room = room;
        if (room == 0)
        {
            // What is under way will be dropped. The peer lives, so its retries do not count.
            LoseAll();
            _retries = 0;
            _quickRetry = null;
        }
    }

    /// <summary>What went out before a message that arrived, and had a round trip and a little more to arrive, is lost.</summary>
    private void FindLosses(TimeSpan now)
    {
        _lossDeadline = null;
        var patience = _latestAcknowledged.RoundTrip + new TimeSpan(_estimate.Mean.Ticks / 4);
        while (_oldest != 0)
        {
            ref var slot = ref SlotOf(_oldest);
            if (slot.Order >= _latestAcknowledged.Order)
            {
                return;
            }

            if (slot.SentAt + patience > now)
            {
                _lossDeadline = slot.SentAt + patience;
                return;
            }

            NoteLoss();
            Lose(_oldest, ref slot);
        }
    }

    /// <summary>What the network said it lost, and has waited for its next attempt.</summary>
    private void LoseFailed(TimeSpan now)
    {
        _failedDue = null;
        for (var number = _oldest; number != 0;)
        {
            ref var slot = ref SlotOf(number);
            var next = slot.Newer;
            if (slot.RetryAt <= now)
            {
                Lose(number, ref slot);
            }
            else if (slot.RetryAt is { } due && !(_failedDue <= due))
            {
                _failedDue = due;
            }

            number = next;
        }
    }

    private void LoseAll()
    {
        _lossDeadline = null;
        while (_oldest != 0)
        {
            Lose(_oldest, ref SlotOf(_oldest));
        }
    }

    private void Lose(long number, ref Slot slot)
    {
        Unlink(ref slot);
        slot.State = SlotState.Lost;
        slot.RetryAt = null;
        _hasSeenLoss = true;
        _underWay--;
        LostCount++;
        (_lost ??= new()).Enqueue(number, number);
    }

    private void Append(long number, ref Slot slot)
    {
        slot.Older = _newest;
        slot.Newer = 0;
        if (_newest != 0)
        {
            SlotOf(_newest).Newer = number;
        }
        else
        {
            _oldest = number;
        }

        _newest = number;
    }

    private void Unlink(ref Slot slot)
    {
        if (slot.Older != 0)
        {
            SlotOf(slot.Older).Newer = slot.Newer;
        }
        else
        {
            _oldest = slot.Newer;
        }

        if (slot.Newer != 0)
        {
            SlotOf(slot.Newer).Older = slot.Older;
        }
        else
        {
            _newest = slot.Older;
        }
    }
}
