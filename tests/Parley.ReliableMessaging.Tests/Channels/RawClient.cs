using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>Makes a client's messages by hand, so that a test decides what is lost, doubled or wrong.</summary>
internal sealed class RawClient(Wsrm wsrm)
{
    private static readonly Uri _to = new("test://service/");
    private static readonly EndpointAddress _anonymous = new(EndpointAddress.AnonymousUri);

    public static MessageVersion Version => MessageVersion.Soap12WSAddressing10;

    /// <summary>The sequence that the service made.</summary>
    public string Input { get; set; } = "";

    /// <summary>The sequence that is offered to the service.</summary>
    public string Offer { get; } = SequenceIdentifiers.Create();

    public Message CreateSequence(bool offers = true) => To(RmMessages.CreateSequence(
        Version,
        wsrm,
        new CreateSequenceBody
        {
            AcksTo = _anonymous,
            Offer = offers ? new SequenceOffer { Identifier = Offer, Endpoint = _anonymous } : null,
        },
        new UniqueId()));

    /// <summary>Reads the service's answer, which must be a new sequence.</summary>
    public CreateSequenceResponseBody Created(Message? response)
    {
        Assert.Equal(wsrm.Action(MessageKind.CreateSequenceResponse).Value, response!.Headers.Action);
        var body = CreateSequenceResponseBody.Read(response, wsrm);
        Input = body.Identifier;
        return body;
    }

    /// <summary>A message of the sequence.</summary>
    public Message Data(long number, string text, Acknowledgement? acknowledgement = null)
    {
        var message = Message.CreateMessage(Version, "urn:echo", text);
        message.Headers.MessageId = new UniqueId();
        return Headed(message, number, false, acknowledgement);
    }

    public Message LastMessage(long number, Acknowledgement? acknowledgement = null) =>
        Headed(RmMessages.Empty(Version, wsrm, MessageKind.LastMessage), number, true, acknowledgement);

    /// <summary>Acknowledges, and asks for as much.</summary>
    public Message AckRequested(Acknowledgement? acknowledgement = null)
    {
        var message = RmMessages.Empty(Version, wsrm, MessageKind.AckRequested);
        RmHeaders.AddAckRequested(message, wsrm, Input);
        return Acknowledged(message, acknowledgement);
    }

    public Message Acknowledgement(Acknowledgement acknowledgement) =>
        Acknowledged(RmMessages.Empty(Version, wsrm, MessageKind.Acknowledgement), acknowledgement);

    public Message End(MessageKind kind, long last, Acknowledgement? acknowledgement = null) =>
        Acknowledged(RmMessages.End(Version, wsrm, kind, new SequenceEndBody(Input, last), new UniqueId(), _anonymous), acknowledgement);

    public Message Fault(SequenceFault fault) => To(RmFaults.CreateMessage(fault, Version, wsrm));

    /// <summary>The acknowledgement of the service's messages.</summary>
    public Acknowledgement Got(long upTo, bool isFinal = false) => new()
    {
        Identifier = Offer,
        Ranges = upTo == 0 ? [] : [new AckRange(1, upTo)],
        IsFinal = isFinal,
    };

    /// <summary>What a message of the service says.</summary>
    public RmHeaders Read(Message? message) => RmHeaders.Read(message!, wsrm);

    public SequenceFault? ReadFault(Message? message)
    {
        Assert.True(message!.IsFault);
        return RmFaults.TryRead(message, wsrm, out _);
    }

    private Message Headed(Message message, long number, bool isLast, Acknowledgement? acknowledgement)
    {
        RmHeaders.AddSequence(message, wsrm, Input, number, isLast);
        return Acknowledged(message, acknowledgement);
    }

    private Message Acknowledged(Message message, Acknowledgement? acknowledgement)
    {
        if (acknowledgement is not null)
        {
            RmHeaders.AddAcknowledgement(message, wsrm, acknowledgement);
        }

        return To(message);
    }

    private static Message To(Message message)
    {
        message.Headers.To = _to;
        return message;
    }
}
