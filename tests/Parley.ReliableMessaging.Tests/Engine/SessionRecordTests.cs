using static Parley.ReliableMessaging.Tests.Engine.EngineParts;

namespace Parley.ReliableMessaging.Tests.Engine;

/// <summary>What engines count, and what they tell of messages.</summary>
public sealed class SessionRecordTests
{
    [Fact]
    public void A_sender_counts_messages_once_and_their_retransmissions_apart()
    {
        var engine = OpenDuplex(new());
        engine.Record.TellsAll = true;
        engine.Send(Ms(10), 7, out _);
        Drain(engine, Ms(10));
        var again = engine.NextDeadline!.Value;
        engine.HandleDeadline(again);
        Drain(engine, again);
        Assert.Equal(new SessionNumbers { Sent = 1, Retransmitted = 1 }, engine.Record.Numbers);
        Assert.Equal(1, engine.Unacknowledged);

        engine.HandleArrival(again + Ms(20), Acknowledges(Ack(Made, new AckRange(1, 1))));
        Assert.Equal(new SessionNumbers { Sent = 1, Retransmitted = 1, Acknowledged = 1 }, engine.Record.Numbers);
        Assert.Equal([new MessageEvent<int>(MessageFate.Acknowledged, 1, 7, Ms(20))], engine.Record.TakeEvents(null));
    }

    [Fact]
    public void A_receiver_counts_messages_duplicates_and_deliveries()
    {
        var engine = SequenceSession<int>.CreateResponder(new(), TimeSpan.Zero, Made, null);
        engine.Record.TellsDropped = true;
        engine.HandleArrival(Ms(1), Message(1));
        engine.HandleArrival(Ms(2), Message(1));
        engine.HandleArrival(Ms(3), Message(2));
        Assert.True(engine.TryTakeDelivery(Ms(4), out _));
        Assert.Equal(new SessionNumbers { Received = 2, Duplicates = 1, Delivered = 1 }, engine.Record.Numbers);
        Assert.Equal(1, engine.Untaken);
        Assert.Equal([new MessageEvent<int>(MessageFate.Duplicate, 1, 1)], engine.Record.TakeEvents(null));
    }

    [Fact]
    public void Messages_without_room_and_of_other_sequences_are_told_as_dropped()
    {
        var engine = SequenceSession<int>.CreateResponder(new() { MaxTransferWindowSize = 1 }, TimeSpan.Zero, Made, null);
        engine.Record.TellsDropped = true;
        engine.HandleArrival(Ms(1), Message(1));
        engine.HandleArrival(Ms(2), Message(2));
        engine.HandleArrival(Ms(3), Message(3, "urn:other"));
        Assert.Equal([2L, 3L], engine.Record.TakeEvents(null).Select(told => told.Fate == MessageFate.Refused ? told.Number : 0));
        Assert.Equal(1, engine.Record.Numbers.Received);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_session_that_is_aborted_tells_of_what_it_holds(bool ordered)
    {
        var engine = OpenDuplex(new() { Ordered = ordered });
        engine.Record.TellsDropped = engine.Record.TellsAll = true;
        engine.Send(Ms(10), 7, out _);
        Drain(engine, Ms(10));
        engine.HandleArrival(Ms(11), Message(1, Offer));
        engine.HandleArrival(Ms(12), Message(3, Offer));
        engine.Abort(Ms(13));
        Assert.Equal(
            [(MessageFate.Undelivered, 1L), (MessageFate.Undelivered, 3L), (MessageFate.Unconfirmed, 1L)],
            engine.Record.TakeEvents(null).Select(told => (told.Fate, told.Number)));
    }

    [Fact]
    public void Requests_and_their_replies_are_counted_on_both_sides()
    {
        var client = OpenRequests(new());
        client.Send(Ms(10), 7, out _);
        var request = Assert.Single(Drain(client, Ms(10)));
        var service = new ReplySession<int>(new(), TimeSpan.Zero, Made, Offer);
        service.HandleArrival(Ms(11), Message(1), exchange: 1);
        Assert.True(service.TryTakeDelivery(Ms(11), out _));
        service.Reply(Ms(12), 1, 70);
        var reply = Assert.Single(Drain(service, Ms(12)));
        service.HandleArrival(Ms(13), Message(1), exchange: 2);
        Drain(service, Ms(13));
        Assert.Equal(new SessionNumbers { Sent = 1, Retransmitted = 1, Received = 1, Duplicates = 1, Delivered = 1 }, service.Record.Numbers);
        Assert.Equal(1, service.Unacknowledged);

        client.HandleResponse(
            Ms(20),
            request.Exchange,
            new() { Kind = MessageKind.Message, Identifier = Offer, Number = 1, Payload = reply.Payload, Acknowledgement = reply.Acknowledgement });
        Assert.True(client.TryTakeDelivery(Ms(20), out var delivery));
        Assert.Equal(70, delivery.Payload);
        Assert.Equal(new SessionNumbers { Sent = 1, Acknowledged = 1, Received = 1, Delivered = 1 }, client.Record.Numbers);

        service.HandleArrival(Ms(30), new() { Kind = MessageKind.AckRequested, AckRequestedIdentifier = Made, Acknowledgement = Ack(Offer, new AckRange(1, 1)) }, exchange: 3);
        Assert.Equal(1, service.Record.Numbers.Acknowledged);
        Assert.Equal(0, service.Unacknowledged);
    }

    [Fact]
    public void Nothing_is_told_to_nobody()
    {
        var engine = SequenceSession<int>.CreateResponder(new(), TimeSpan.Zero, Made, null);
        engine.HandleArrival(Ms(1), Message(1));
        engine.HandleArrival(Ms(2), Message(1));
        Assert.True(engine.TryTakeDelivery(Ms(4), out _));
        Assert.False(engine.Record.HasEvents);
    }
}
