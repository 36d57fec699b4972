using static Parley.ReliableMessaging.Tests.Engine.EngineParts;

namespace Parley.ReliableMessaging.Tests.Engine;

/// <summary>
/// Rules that WCF's documentation of the protocol numbers, one for each version: "Reliable Messaging Protocol", versions 1.0 and 1.1. The rules about
/// what stands in a message are tested with the messages.
/// </summary>
public sealed class ProtocolRuleTests
{
    private static readonly ReliableSettings Newer = new() { Version = ReliableVersion.V11 };

    [Fact]
    public void B1201_and_B1202_of_1_1_a_source_closes_with_CloseSequence_when_the_full_range_is_acknowledged()
    {
        var engine = OpenDuplex(Newer);
        engine.Send(Ms(20), 1, out _);
        engine.CloseOutput(Ms(20));
        Assert.DoesNotContain(Drain(engine, Ms(20)), static sent => sent.Kind == MessageKind.CloseSequence);
        engine.HandleArrival(Ms(30), Acknowledges(Ack(Made, new AckRange(1, 1))));
        var close = Assert.Single(Drain(engine, Ms(30)), static sent => sent.Kind == MessageKind.CloseSequence);
        Assert.Equal(1, close.Number);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void R1204_and_B1205_of_1_1_a_destination_that_closes_or_terminates_ends_the_session_with_a_fault(bool closes)
    {
        var engine = OpenRequests(Newer);
        engine.Send(Ms(20), 1, out _);
        var request = Assert.Single(Drain(engine, Ms(20)));
        var kind = closes ? MessageKind.CloseSequence : MessageKind.TerminateSequence;
        engine.HandleResponse(Ms(30), request.Exchange, new() { Kind = kind, Identifier = Made });
        Assert.Equal(SessionEnd.ProtocolViolation, engine.Outcome!.End);
        Assert.Contains(Drain(engine, Ms(30)), static sent => sent.Fault?.Code == SequenceFaultCode.SequenceTerminated);
    }

    [Fact]
    public void B1301_of_1_1_TerminateSequence_goes_out_when_CloseSequence_is_answered()
    {
        var engine = OpenRequests(Newer);
        engine.CloseOutput(Ms(20));
        var close = Assert.Single(Drain(engine, Ms(20)));
        Assert.Equal(MessageKind.CloseSequence, close.Kind);
        engine.HandleResponse(Ms(30), close.Exchange, new()
        {
            Kind = MessageKind.CloseSequenceResponse,
            Identifier = Made,
            Acknowledgement = new() { Identifier = Made, Ranges = [], IsFinal = true },
        });
        Assert.Equal(MessageKind.TerminateSequence, Assert.Single(Drain(engine, Ms(30))).Kind);
    }

    [Fact]
    public void R1302_of_1_1_the_last_number_is_the_same_in_CloseSequence_and_TerminateSequence()
    {
        var engine = OpenResponder();
        engine.HandleArrival(Ms(1), Message(1));
        engine.HandleArrival(Ms(2), new() { Kind = MessageKind.CloseSequence, Identifier = Made, Number = 1 });
        engine.HandleArrival(Ms(3), new() { Kind = MessageKind.TerminateSequence, Identifier = Made, Number = 2 });
        Assert.Equal(SessionEnd.ProtocolViolation, engine.Outcome!.End);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void B1303_and_B1304_of_1_1_TerminateSequence_is_answered_with_or_without_CloseSequence_before_it(bool closes)
    {
        var engine = OpenResponder();
        engine.HandleArrival(Ms(1), Message(1));
        if (closes)
        {
            engine.HandleArrival(Ms(2), new() { Kind = MessageKind.CloseSequence, Identifier = Made, Number = 1 });
        }

        engine.HandleArrival(Ms(3), new() { Kind = MessageKind.TerminateSequence, Identifier = Made, Number = 1 });
        var response = Assert.Single(Drain(engine, Ms(3)), static sent => sent.Kind == MessageKind.TerminateSequenceResponse);
        Assert.Equal([new AckRange(1, 1)], response.Acknowledgement!.Ranges);
        Assert.Equal(SessionEnd.Closed, engine.Outcome!.End);
        Assert.True(engine.TryTakeDelivery(Ms(4), out var delivery));
        Assert.Equal(1, delivery.Payload);
    }

    [Fact]
    public void B1304_of_1_1_TerminateSequence_before_every_message_is_there_ends_the_session_in_doubt()
    {
        var engine = OpenResponder();
        engine.HandleArrival(Ms(1), Message(2));
        engine.HandleArrival(Ms(2), new() { Kind = MessageKind.TerminateSequence, Identifier = Made, Number = 2 });
        Assert.Equal(SessionEnd.ProtocolViolation, engine.Outcome!.End);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_service_that_leaves_Final_out_has_ended_its_own_sequence_too_when_it_answers_TerminateSequence(bool isFinal)
    {
        var engine = OpenDuplex(Newer);
        engine.Send(Ms(20), 1, out _);
        Drain(engine, Ms(20));
        engine.HandleArrival(Ms(30), Message(1, Offer));
        engine.HandleArrival(Ms(30), Acknowledges(Ack(Made, new AckRange(1, 1))));
        Drain(engine, Ms(30));
        engine.CloseOutput(Ms(40));
        Assert.Contains(Drain(engine, Ms(40)), static sent => sent.Kind == MessageKind.CloseSequence);
        var acknowledgement = Ack(Made, new AckRange(1, 1)) with { IsFinal = isFinal };
        engine.HandleArrival(Ms(50), new() { Kind = MessageKind.CloseSequenceResponse, Identifier = Made, Acknowledgement = acknowledgement });
        Assert.Contains(Drain(engine, Ms(50)), static sent => sent.Kind == MessageKind.TerminateSequence);
        engine.HandleArrival(Ms(60), new() { Kind = MessageKind.TerminateSequenceResponse, Identifier = Made });
        Assert.Equal(isFinal ? null : SessionEnd.Closed, engine.Outcome?.End);
        Assert.Equal(isFinal ? DestinationState.Open : DestinationState.Terminated, engine.Destination);
        Assert.True(engine.TryTakeDelivery(Ms(70), out var delivery));
        Assert.Equal(1, delivery.Payload);
    }

    [Fact]
    public void B1202_of_1_0_the_last_message_is_an_empty_one_of_its_own()
    {
        var engine = OpenDuplex(new());
        engine.CloseOutput(Ms(20));
        var last = Assert.Single(Drain(engine, Ms(20)));
        Assert.Equal((MessageKind.LastMessage, 1, true), (last.Kind, last.Number, last.IsLast));
    }

    [Fact]
    public void B1203_of_1_0_a_last_message_with_an_action_of_the_application_is_delivered()
    {
        var engine = SequenceSession<int>.CreateResponder(new(), TimeSpan.Zero, Made, offer: null);
        engine.HandleArrival(Ms(1), Message(1) with { IsLast = true });
        Assert.True(engine.TryTakeDelivery(Ms(1), out var delivery));
        Assert.Equal(1, delivery.Payload);
        engine.HandleArrival(Ms(2), new() { Kind = MessageKind.TerminateSequence, Identifier = Made });
        Assert.Equal(SessionEnd.Closed, engine.Outcome!.End);
    }

    private static SequenceSession<int> OpenResponder() => SequenceSession<int>.CreateResponder(Newer, TimeSpan.Zero, Made, offer: null);
}
