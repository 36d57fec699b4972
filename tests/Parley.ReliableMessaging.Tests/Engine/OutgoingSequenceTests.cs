using static Parley.ReliableMessaging.Tests.Engine.EngineParts;

namespace Parley.ReliableMessaging.Tests.Engine;

public sealed class OutgoingSequenceTests
{
    private readonly RoundTripEstimate _estimate = new();

    public OutgoingSequenceTests() => _estimate.Seed(Ms(10));

    [Fact]
    public void Numbers_begin_at_1_and_one_message_goes_first()
    {
        var sequence = Create(window: 8);
        Assert.Equal([1L, 2L, 3L], [sequence.Add("a"), sequence.Add("b"), sequence.Add("c")]);
        Assert.Equal([1L], Send(sequence, Ms(0)));
        Assert.True(sequence.Acknowledge(Ms(10), Ack(Made, new AckRange(1, 1))));
        Assert.Equal([2L, 3L], Send(sequence, Ms(10)));
    }

    [Fact]
    public void The_window_bounds_what_is_taken()
    {
        var sequence = Create(window: 2);
        sequence.Add("a");
        sequence.Add("b");
        Assert.False(sequence.HasRoom);
        Send(sequence, Ms(0));
        sequence.Acknowledge(Ms(1), Ack(Made, new AckRange(1, 1)));
        Assert.True(sequence.HasRoom);
    }

    [Fact]
    public void Only_the_oldest_is_repeated_when_the_timer_runs_out_and_the_time_doubles()
    {
        var sequence = Create(window: 8, retries: 3);
        Grow(sequence, 4);
        Assert.Equal([5L, 6L, 7L], AddAndSend(sequence, 3, Ms(20)));
        var timeout = _estimate.Timeout;
        var now = Ms(20);
        for (var retry = 0; retry < 3; retry++)
        {
            var due = now + (timeout * Math.Pow(2, retry));
            Assert.Equal(due, sequence.NextDeadline);
            now = due;
            Assert.True(sequence.HandleDeadline(now));
            Assert.Equal([5L], Send(sequence, now));
        }

        Assert.False(sequence.HandleDeadline(now + (timeout * 8)));
    }

    [Fact]
    public void A_repeat_that_is_lost_is_missed_soon_though_the_last_question_has_its_answer()
    {
        var sequence = Create(window: 8);
        Grow(sequence, 4);
        AddAndSend(sequence, 4, Ms(20));
        sequence.Acknowledge(Ms(30), Ack(Made, new AckRange(1, 4), new AckRange(8, 8)));
        sequence.HandleDeadline(Ms(40));
        Assert.Equal([5L, 6L, 7L], Send(sequence, Ms(40)));

        // Too soon for the repeats: it is the first 6 and 7 that arrived. Nothing that went out after the repeat of 5 will be acknowledged.
        sequence.Acknowledge(Ms(41), Ack(Made, new AckRange(1, 4), new AckRange(6, 8)));
        var due = sequence.NextDeadline!.Value;
        Assert.InRange(due, Ms(50), Ms(100));
        sequence.HandleDeadline(due);
        Assert.Equal([5L], Send(sequence, due));
    }

    [Fact]
    public void A_silent_peer_is_tried_every_4_seconds_and_given_up_after_minutes()
    {
        var sequence = Create(window: 8, retries: 8);
        AddAndSend(sequence, 1, Ms(0));
        var last = Ms(0);
        while (sequence.NextDeadline is { } due)
        {
            Assert.InRange(due - last, Ms(10), TimeSpan.FromSeconds(4));
            last = due;
            if (!sequence.HandleDeadline(due))
            {
                break;
            }

            Assert.Subset(new HashSet<long> { 1 }, Send(sequence, due).ToHashSet());
        }

        Assert.InRange(last, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void A_gap_is_filled_a_round_trip_later_without_the_timer()
    {
        var sequence = Create(window: 8);
        Grow(sequence, 4);
        AddAndSend(sequence, 4, Ms(20));
        Assert.True(sequence.Acknowledge(Ms(30), Ack(Made, new AckRange(1, 4), new AckRange(6, 8))));
        sequence.HandleDeadline(sequence.NextDeadline!.Value);
        Assert.InRange(sequence.NextDeadline ?? Ms(40), Ms(30), Ms(400));
        Assert.Equal([5L], Send(sequence, Ms(40)));
    }

    [Fact]
    public void An_acknowledgement_of_what_was_never_sent_is_refused()
    {
        var sequence = Create(window: 8);
        AddAndSend(sequence, 1, Ms(0));
        sequence.Add("waits");
        Assert.False(sequence.Acknowledge(Ms(1), Ack(Made, new AckRange(1, 2))));
        Assert.False(sequence.Acknowledge(Ms(1), Ack(Made, new AckRange(0, 1))));
        Assert.False(sequence.Acknowledge(Ms(1), Ack(Made, new AckRange(1, 0))));
        Assert.Equal(2, sequence.Held);
    }

    [Fact]
    public void Scenario_8_overlapping_and_unsorted_ranges_are_merged()
    {
        var sequence = Create(window: 8);
        Grow(sequence, 4);
        AddAndSend(sequence, 4, Ms(20));
        Assert.True(sequence.Acknowledge(Ms(30), Ack(Made, new AckRange(5, 8), new AckRange(1, 6), new AckRange(2, 3))));
        Assert.True(sequence.IsDelivered);
    }

    [Fact]
    public void B4004_BufferRemaining_0_stops_everything_and_room_sets_it_going_again()
    {
        var sequence = Create(window: 8, retries: 1);
        Grow(sequence, 4);
        AddAndSend(sequence, 3, Ms(20));
        sequence.Acknowledge(Ms(30), Ack(Made, new AckRange(1, 5)) with { BufferRemaining = 0 });
        Assert.True(sequence.IsStalled);
        Assert.Null(sequence.NextDeadline);
        Assert.Empty(Send(sequence, Ms(90_000)));
        sequence.Acknowledge(Ms(90_000), Ack(Made, new AckRange(1, 5)) with { BufferRemaining = 1 });
        Assert.Equal([6L], Send(sequence, Ms(90_000)));
    }

    [Fact]
    public void The_room_of_an_acknowledgement_that_was_overtaken_is_not_believed()
    {
        var sequence = Create(window: 8);
        Grow(sequence, 4);
        AddAndSend(sequence, 2, Ms(20));
        sequence.Acknowledge(Ms(30), Ack(Made, new AckRange(1, 5)) with { BufferRemaining = 4 });
        sequence.Acknowledge(Ms(31), Ack(Made, new AckRange(1, 4)) with { BufferRemaining = 0 });
        Assert.False(sequence.IsStalled);
    }

    [Fact]
    public void The_message_that_fills_the_window_asks_for_an_acknowledgement()
    {
        var sequence = Create(window: 8, canAsk: true);
        sequence.Add("a");
        Assert.True(sequence.TryTakeNext(out var first));
        Assert.True(first.AsksForAcknowledgement);
        sequence.HandleWritten(Ms(0), 1);
        sequence.Acknowledge(Ms(1), Ack(Made, new AckRange(1, 1)));
        sequence.Add("b");
        Assert.True(sequence.TryTakeNext(out var second));
        Assert.False(second.AsksForAcknowledgement);
    }

    [Fact]
    public void After_a_loss_every_message_asks_and_the_last_one_is_repeated_when_nobody_answers()
    {
        var sequence = Create(window: 8, canAsk: true);
        Grow(sequence, 4);
        AddAndSend(sequence, 3, Ms(100));
        sequence.Acknowledge(Ms(110), Ack(Made, new AckRange(1, 4), new AckRange(6, 7)));
        sequence.HandleDeadline(Ms(150));
        Assert.True(sequence.TryTakeNext(out var lost));
        Assert.Equal((5L, true), (lost.Number, lost.AsksForAcknowledgement));
        sequence.HandleWritten(Ms(150), 5);
        sequence.Add("next");
        Assert.True(sequence.TryTakeNext(out var next));
        Assert.True(next.AsksForAcknowledgement);
        sequence.HandleWritten(Ms(150), next.Number);
        var due = sequence.NextDeadline!.Value;
        Assert.InRange(due, Ms(150), Ms(200));
        Assert.True(sequence.HandleDeadline(due));
        Assert.Equal([next.Number], Send(sequence, due));
        Assert.False(sequence.WantsAcknowledgement);
    }

    [Fact]
    public void A_question_without_an_answer_is_asked_again_by_itself_where_nothing_is_known_to_be_lost()
    {
        var sequence = Create(window: 2, canAsk: true);
        Grow(sequence, 4);
        AddAndSend(sequence, 2, Ms(100));
        var due = sequence.NextDeadline!.Value;
        Assert.InRange(due, Ms(100), Ms(150));
        Assert.True(sequence.HandleDeadline(due));
        Assert.True(sequence.WantsAcknowledgement);
        Assert.Empty(Send(sequence, due));

        // The answer shows that the second message is lost.
        sequence.Acknowledge(due + Ms(10), Ack(Made, new AckRange(1, 5)));
        sequence.HandleDeadline(due + Ms(20));
        Assert.Equal([6L], Send(sequence, due + Ms(20)));
    }

    [Fact]
    public void Scenario_8_B1201_of_1_0_and_B1401_of_1_1_the_last_number_there_is_is_used_and_none_after_it()
    {
        var sequence = new OutgoingSequence<string>(new(), _estimate, long.MaxValue - 1);
        Assert.Equal(long.MaxValue - 1, sequence.Add("a"));
        Assert.Equal(long.MaxValue, sequence.Add("b"));
        Assert.True(sequence.IsNumberedOut);
        Assert.Equal([long.MaxValue - 1], Send(sequence, Ms(0)));
        Assert.True(sequence.Acknowledge(Ms(1), Ack(Made, new AckRange(1, long.MaxValue - 1))));
        Assert.Equal([long.MaxValue], Send(sequence, Ms(1)));
        Assert.True(sequence.Acknowledge(Ms(2), Ack(Made, new AckRange(1, long.MaxValue))));
        Assert.True(sequence.IsDelivered);
    }

    [Fact]
    public void Payloads_are_let_go_when_they_are_acknowledged()
    {
        var sequence = new OutgoingSequence<object>(new() { MaxTransferWindowSize = 4096 }, _estimate);
        var reference = AddOne(sequence);
        GC.Collect();
        Assert.False(reference.IsAlive);

        static WeakReference AddOne(OutgoingSequence<object> sequence)
        {
            var payload = new object();
            sequence.Add(payload);
            sequence.Add(new object());
            sequence.TryTakeNext(out _);
            sequence.HandleWritten(Ms(0), 1);
            sequence.Acknowledge(Ms(1), Ack(Made, new AckRange(1, 1)));
            return new(payload);
        }
    }

    [Fact]
    public void A_new_connection_repeats_what_was_under_way_at_once()
    {
        var sequence = Create(window: 8);
        Grow(sequence, 4);
        AddAndSend(sequence, 3, Ms(20));
        sequence.HandleTransportReplaced(Ms(25));
        Assert.Equal([5L, 6L, 7L], Send(sequence, Ms(25)));
        sequence.HandleTransportReplaced(Ms(26));
        Assert.Empty(Send(sequence, Ms(26)));
    }

    private static List<long> Send(OutgoingSequence<string> sequence, TimeSpan now)
    {
        var numbers = new List<long>();
        while (sequence.TryTakeNext(out var message))
        {
            sequence.HandleWritten(now, message.Number);
            numbers.Add(message.Number);
        }

        return numbers;
    }

    private static List<long> AddAndSend(OutgoingSequence<string> sequence, int count, TimeSpan now)
    {
        for (var index = 0; index < count; index++)
        {
            sequence.Add("more");
        }

        return Send(sequence, now);
    }

    /// <summary>Sends and acknowledges so many messages, so that as many and one may be under way.</summary>
    private static void Grow(OutgoingSequence<string> sequence, int count)
    {
        for (var number = 1L; number <= count; number++)
        {
            AddAndSend(sequence, 1, Ms(0));
            sequence.Acknowledge(Ms(10), Ack(Made, new AckRange(1, number)));
        }
    }

    private OutgoingSequence<string> Create(int window, int retries = 8, bool canAsk = false) =>
        new(new() { MaxTransferWindowSize = window, MaxRetryCount = retries }, _estimate) { CanAsk = canAsk };
}
