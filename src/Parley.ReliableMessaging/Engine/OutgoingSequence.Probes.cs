namespace Parley.ReliableMessaging;

/// <content>What to do when the end of what was sent has no answer.</content>
internal sealed partial class OutgoingSequence<T>
{
    private const int MaxProbes = 3;
    private const int MaxQuestions = 6;
    private const int CautiousMessages = 64;

    private static readonly TimeSpan s_shortestProbe = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_firstProbe = TimeSpan.FromMilliseconds(500);

    // How long the peer takes to acknowledge what asks for it.
    private readonly RoundTripEstimate _prompt = new();
    private long _asked;
    private long _cautiousUntil;
    private TimeSpan _lastProbe;
    private (TimeSpan At, long Order)? _question;

    /// <summary>
    /// True for a while after a loss: acknowledgements are lost on such a network too, and whatever goes out takes the latest one along.
    /// </summary>
    public bool HasSeenLossLately => _sent < _cautiousUntil;

    /// <summary>The message under way that has asked for an answer, the last of them where that is known; 0 when none has.</summary>
    private long AskedUnderWay => _asked > _acknowledged && SlotOf(_asked).State == SlotState.Written ? _asked
        : SlotOf(_oldest).IsQuestion ? _oldest
        : 0;

    /// <summary>
    /// What has asked for an answer and got none is followed by a probe after two round trips, and again, a few times, before the timer decides:
    /// nothing that went out later can show that it was lost (RFC 8985, tail loss probe). Where everything has an answer of its own, that holds for the
    /// oldest message as soon as the network is known to lose.
    /// </summary>
    private TimeSpan? ProbeDeadline()
    {
        if (_oldest == 0 || _retries != 0 || _probes == (CanAsk ? MaxQuestions : MaxProbes))
        {
            return null;
        }

        TimeSpan from;
        if (!CanAsk)
        {
            ref var slot = ref SlotOf(_oldest);
            if (slot.RetryAt is not null || (slot.Attempts == 1 && !_hasSeenLoss))
            {
                return null;
            }

            from = slot.SentAt;
        }
        else if (_question is { } question)
        {
            from = question.At;
        }
        else if (AskedUnderWay is > 0 and var asked)
        {
            from = SlotOf(asked).SentAt;
        }
        else
        {
            return null;
        }

        // Where round trips are slow, the timer comes first. Else it is not the timer's turn before all probes have had theirs.
        var first = CanAsk ? Patience() : AtLeast(_estimate.Mean * 2);
        var longest = _estimate.Timeout / 2;
        from = _probes > 0 && _lastProbe > from ? _lastProbe : from;
        return first < _estimate.Timeout ? from + Backoff.Doubled(first, _probes, first > longest ? first : longest) : null;
    }

    /// <summary>How long to wait for an answer that was asked for. The round trip of opening stands in only where losses are known: a large message takes longer.</summary>
    private TimeSpan Patience()
    {
        var estimate = _prompt.IsMeasured || !HasSeenLossLately ? _prompt : _estimate;
        var spread = estimate.Deviation * 4;
        if (!estimate.IsMeasured)
        {
            return s_firstProbe;
        }

        // Where answers vary much there is still room for a probe or two before the timer.
        var two = estimate.Mean * 2;
        var most = two > _estimate.Timeout / 2 ? two : _estimate.Timeout / 2;
        var wait = estimate.Mean + (spread > estimate.Mean ? spread : estimate.Mean);
        return AtLeast(wait < most ? wait : most);
    }

    private static TimeSpan AtLeast(TimeSpan wait) => wait > s_shortestProbe ? wait : s_shortestProbe;

    /// <summary>Uncounted, and without a smaller window: the peer is known to live, and the network to lose.</summary>
    private void Probe(TimeSpan now)
    {
        _probes++;
        _quickRetry = null;
        _lastProbe = now;
        if (!CanAsk)
        {
            Lose(_oldest, ref SlotOf(_oldest));
        }
        else if (AskedUnderWay is > 0 and var asked && asked < _cautiousUntil)
        {
            // It repairs what may be missing, and asks again.
            _question = null;
            NoteLoss();
            Lose(asked, ref SlotOf(asked));
        }
        else
        {
            // A large message takes its time: what is only late need not go out again.
            _question = (now, ++_order);
            WantsAcknowledgement = true;
        }
    }

    /// <summary>The network loses messages: for a while nothing is left to later ones, or to the peer's interval.</summary>
    private void NoteLoss() => _cautiousUntil = _sent + CautiousMessages;
}
