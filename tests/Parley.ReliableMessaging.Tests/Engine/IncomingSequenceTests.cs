using static Parley.ReliableMessaging.Tests.Engine.EngineParts;

namespace Parley.ReliableMessaging.Tests.Engine;

public sealed class IncomingSequenceTests
{
    [Fact]
    public void Ordered_messages_wait_for_what_is_missing()
    {
        var sequence = Create(new());
        Accept(sequence, 2, 3);
        Assert.Empty(TakeAll(sequence));
        Accept(sequence, 1);
        Assert.Equal([1L, 2L, 3L], TakeAll(sequence));
    }

    [Fact]
    public void Unordered_messages_do_not_wait()
    {
        var sequence = Create(new() { Ordered = false });
        Accept(sequence, 3, 1);
        Assert.Equal([3L, 1L], TakeAll(sequence));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_duplicate_is_dropped_and_acknowledged_at_once(bool ordered)
    {
        var sequence = Create(new() { Ordered = ordered });
        Accept(sequence, 1);
        sequence.TakeAcknowledgement(Ms(80));
        Assert.Equal(Acceptance.Duplicate, sequence.Accept(Ms(5), 1, true, "again", false));
        Assert.Equal(Ms(5), sequence.AcknowledgementDue);
        Assert.Equal([1L], TakeAll(sequence));
    }

    [Fact]
    public void A_message_is_accepted_only_within_the_window_from_the_next_expected()
    {
        var sequence = Create(new() { MaxTransferWindowSize = 3 });
        Accept(sequence, 1);
        Assert.Equal(Acceptance.NoRoom, sequence.Accept(Ms(0), 4, true, "x", false));
        Accept(sequence, 3);
        sequence.TryTake(Ms(1000), out _);
        Accept(sequence, 4);
        Assert.Equal(1, sequence.BufferRemaining(Ms(1000)));
        Accept(sequence, 2);
        Assert.Equal(0, sequence.BufferRemaining(Ms(1000)));
        Assert.Equal(Acceptance.NoRoom, sequence.Accept(Ms(0), 5, true, "x", false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_has_just_come_takes_no_room_where_the_application_is_quick_but_no_more_than_another_window_of_it(bool ordered)
    {
        var sequence = Create(new() { MaxTransferWindowSize = 3, Ordered = ordered });
        Accept(sequence, 1);
        Assert.Equal(2, sequence.BufferRemaining(Ms(0)));
        sequence.TryTake(Ms(9), out _);
        sequence.Accept(Ms(20), 2, true, "2", false);
        sequence.Accept(Ms(20), 3, true, "3", false);
        sequence.Accept(Ms(20), 4, true, "4", false);
        Assert.Equal(3, sequence.TakeAcknowledgement(Ms(29)).BufferRemaining);
        sequence.Accept(Ms(29), 5, true, "5", false);
        sequence.Accept(Ms(29), 6, true, "6", false);
        Assert.Equal(1, sequence.BufferRemaining(Ms(29)));
        sequence.Accept(Ms(29), 7, true, "7", false);
        Assert.Equal(0, sequence.BufferRemaining(Ms(29)));
        Assert.Equal(Acceptance.NoRoom, sequence.Accept(Ms(29), 8, true, "8", false));

        // It is not as quick as it was.
        Assert.Equal(0, sequence.TakeAcknowledgement(Ms(30)).BufferRemaining);
        Assert.True(sequence.TryTake(Ms(31), out _));
        Assert.Equal(0, sequence.BufferRemaining(Ms(31)));
        Assert.Equal(5, TakeAll(sequence, Ms(31)).Count);
        sequence.Accept(Ms(40), 8, true, "8", false);
        Assert.Equal(2, sequence.BufferRemaining(Ms(40)));
    }

    [Fact]
    public void What_waits_behind_a_gap_takes_room_however_quick_the_application_is()
    {
        var sequence = Create(new() { MaxTransferWindowSize = 3 });
        Accept(sequence, 1);
        TakeAll(sequence);
        Accept(sequence, 2, 4, 5);
        Assert.Equal(1, sequence.BufferRemaining(Ms(0)));
        Assert.Equal(Acceptance.NoRoom, sequence.Accept(Ms(0), 6, true, "x", false));
    }

    [Fact]
    public void An_acknowledgement_waits_for_the_interval_and_goes_at_once_when_the_window_is_owed()
    {
        var sequence = Create(new() { MaxTransferWindowSize = 3, AcknowledgementInterval = Ms(200) });
        sequence.Accept(Ms(0), 1, true, "1", false);
        sequence.Accept(Ms(50), 2, true, "2", false);
        Assert.Equal(Ms(200), sequence.AcknowledgementDue);
        TakeAll(sequence);
        sequence.Accept(Ms(60), 3, true, "3", false);
        Assert.Equal(Ms(60), sequence.AcknowledgementDue);
        Assert.Equal([new AckRange(1, 3)], sequence.TakeAcknowledgement(Ms(80)).Ranges);
        Assert.Null(sequence.AcknowledgementDue);
    }

    [Theory]
    [InlineData(32, 32)]
    [InlineData(128, 64)]
    public void A_sender_with_a_large_window_hears_when_half_of_it_is_owed(int window, int owed)
    {
        var sequence = Create(new() { MaxTransferWindowSize = window });
        for (var number = 1; number < owed; number++)
        {
            Accept(sequence, number);
            sequence.TryTake(Ms(0), out _);
        }

        Assert.Equal(Ms(200), sequence.AcknowledgementDue);
        Accept(sequence, owed);
        Assert.Equal(Ms(0), sequence.AcknowledgementDue);
    }

    [Fact]
    public void An_acknowledgement_with_little_room_waits_a_moment_while_the_application_is_taking()
    {
        var sequence = Create(new() { MaxTransferWindowSize = 4 });
        Accept(sequence, 1, 2, 3, 4);
        sequence.TakeAcknowledgement(Ms(0));
        sequence.TryTake(Ms(50), out _);
        sequence.RequestAcknowledgement(Ms(51));
        Assert.Equal(Ms(71), sequence.AcknowledgementDue);
        sequence.TryTake(Ms(52), out _);
        Assert.Equal(Ms(52), sequence.AcknowledgementDue);
        Assert.Equal(2, sequence.TakeAcknowledgement(Ms(52)).BufferRemaining);
    }

    [Fact]
    public void An_acknowledgement_with_little_room_does_not_wait_for_an_application_that_takes_nothing()
    {
        var sequence = Create(new() { MaxTransferWindowSize = 4 });
        Accept(sequence, 1, 2, 3, 4);
        sequence.TakeAcknowledgement(Ms(0));
        sequence.TryTake(Ms(50), out _);
        sequence.RequestAcknowledgement(Ms(60));
        Assert.Equal(Ms(60), sequence.AcknowledgementDue);
        Assert.Equal(1, sequence.TakeAcknowledgement(Ms(60)).BufferRemaining);
    }

    [Fact]
    public void Little_room_that_was_told_is_corrected_when_half_the_window_is_free()
    {
        var sequence = Create(new() { MaxTransferWindowSize = 4 });
        Accept(sequence, 1, 2, 3);
        Assert.Equal(1, sequence.TakeAcknowledgement(Ms(80)).BufferRemaining);
        sequence.TryTake(Ms(90), out _);
        Assert.Equal(Ms(90), sequence.AcknowledgementDue);
        Assert.Equal(2, sequence.TakeAcknowledgement(Ms(90)).BufferRemaining);
    }

    [Fact]
    public void B4003_room_that_comes_back_after_none_is_told_at_once()
    {
        var sequence = Create(new() { MaxTransferWindowSize = 1 });
        Accept(sequence, 1);
        Assert.Equal(0, sequence.TakeAcknowledgement(Ms(80)).BufferRemaining);
        sequence.TryTake(Ms(77), out _);
        Assert.Equal(Ms(77), sequence.AcknowledgementDue);
        Assert.Equal(1, sequence.TakeAcknowledgement(Ms(80)).BufferRemaining);
    }

    [Fact]
    public void B4001_without_flow_control_nothing_is_said_of_the_room()
    {
        var sequence = Create(new() { FlowControlEnabled = false });
        Accept(sequence, 1);
        Assert.Null(sequence.TakeAcknowledgement(Ms(80)).BufferRemaining);
    }

    [Fact]
    public void A_129th_range_is_not_made()
    {
        var sequence = Create(new() { Ordered = false, MaxTransferWindowSize = 4096 });
        for (var number = 1; number <= 255; number += 2)
        {
            Accept(sequence, number);
        }

        Assert.Equal(Acceptance.NoRoom, sequence.Accept(Ms(0), 257, true, "x", false));
        Accept(sequence, 256, 2);
        Assert.Equal(127, sequence.TakeAcknowledgement(Ms(80)).Ranges.Count);
        Accept(sequence, 300);
    }

    [Fact]
    public void LastMessage_has_a_number_and_is_not_handed_over()
    {
        var sequence = Create(new());
        Assert.Equal(Acceptance.Accepted, sequence.Accept(Ms(0), 2, hasPayload: false, null, isLast: true));
        Assert.False(sequence.IsComplete);
        Accept(sequence, 1);
        Assert.True(sequence.IsComplete);
        Assert.Equal([1L], TakeAll(sequence));
        Assert.Equal(Acceptance.BeyondLast, sequence.Accept(Ms(0), 3, true, "x", false));
    }

    [Fact]
    public void A_closed_sequence_acknowledges_finally_and_takes_nothing_more()
    {
        var sequence = Create(new() { Version = ReliableVersion.V11 });
        Accept(sequence, 1);
        Assert.False(sequence.TrySetLast(0));
        Assert.True(sequence.TrySetLast(1));
        sequence.Close();
        Assert.True(sequence.TakeAcknowledgement(Ms(80)).IsFinal);
        Assert.Equal(Acceptance.Closed, sequence.Accept(Ms(0), 2, true, "x", false));
        Assert.Equal(Acceptance.Duplicate, sequence.Accept(Ms(0), 1, true, "x", false));
    }

    private static IncomingSequence<string> Create(ReliableSettings settings) => new(settings, Made);

    private static void Accept(IncomingSequence<string> sequence, params long[] numbers)
    {
        foreach (var number in numbers)
        {
            Assert.Equal(Acceptance.Accepted, sequence.Accept(Ms(0), number, true, $"{number}", false));
        }
    }

    private static List<long> TakeAll(IncomingSequence<string> sequence, TimeSpan now = default)
    {
        var numbers = new List<long>();
        while (sequence.TryTake(now, out var delivery))
        {
            Assert.Equal($"{delivery.Number}", delivery.Payload);
            numbers.Add(delivery.Number);
        }

        return numbers;
    }
}
