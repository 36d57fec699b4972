using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>The body of CreateSequence. WS-ReliableMessaging 1.1, section 3.4.</summary>
internal sealed record CreateSequenceBody
{
    /// <summary>Where acknowledgements go.</summary>
    public required EndpointAddress AcksTo { get; init; }

    /// <summary>How long the sequence may live; null when it is not said. Read and echoed, never written by an initiator.</summary>
    public TimeSpan? Expires { get; init; }

    /// <summary>The sequence for the way back; null for none.</summary>
    public SequenceOffer? Offer { get; init; }

    /// <summary>The reference to the security token that the sequence belongs to; null for none.</summary>
    public SecurityTokenReferenceElement? SecurityTokenReference { get; init; }

    /// <summary>Reads the body. The message's state is Read afterwards.</summary>
    /// <exception cref="MalformedRmException">It is malformed.</exception>
    public static CreateSequenceBody Read(Message message, Wsrm wsrm)
    {
        string? offered = null;
        try
        {
            using var reader = RmBody.Open(message);
            reader.ReadFullStartElement(WsrmNames.CreateSequence, wsrm.Namespace);
            var addressing = message.Version.Addressing;
            var acksTo = EndpointAddress.ReadFrom(addressing, reader, WsrmNames.AcksTo, wsrm.Namespace);
            var expires = RmBody.ReadExpires(reader, wsrm);
            var offer = RmXml.IsOn(reader, wsrm, WsrmNames.Offer) ? ReadOffer(reader, wsrm, addressing) : null;
            offered = offer?.Identifier;
            SecurityTokenReferenceElement? token = null;
            while (reader.IsStartElement())
            {
                if (token is null && reader.IsStartElement(WsrmNames.SecurityTokenReference, WsrmNames.SecurityNamespace))
                {
                    token = SecurityTokenReferenceElement.Read(reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            reader.ReadEndElement();
            RmBody.RequireEnd(reader);
            return new CreateSequenceBody { AcksTo = acksTo, Expires = expires, Offer = offer, SecurityTokenReference = token };
        }
        catch (Exception e) when (RmXml.IsMalformed(e))
        {
            throw new MalformedRmException(wsrm, WsrmNames.CreateSequence.Value, offered, e.Message, e);
        }
    }

    /// <summary>Writes the body's element.</summary>
    public void WriteTo(XmlDictionaryWriter writer, Wsrm wsrm, AddressingVersion addressing)
    {
        RmXml.WriteStart(writer, wsrm, WsrmNames.CreateSequence);
        AcksTo.WriteTo(addressing, writer, WsrmNames.AcksTo, wsrm.Namespace);
        if (Expires is { } expires)
        {
            RmBody.WriteExpires(writer, wsrm, expires);
        }

        if (Offer is not null)
        {
            RmXml.WriteStart(writer, wsrm, WsrmNames.Offer);
            RmXml.WriteIdentifier(writer, wsrm, Offer.Identifier, null);
            if (wsrm.Is11)
            {
                (Offer.Endpoint ?? AcksTo).WriteTo(addressing, writer, WsrmNames.Endpoint, wsrm.Namespace);
                RmBody.WriteBehavior(writer, wsrm, Offer.Behavior);
            }

            writer.WriteEndElement();
        }

        SecurityTokenReference?.WriteTo(writer);
        writer.WriteEndElement();
    }

    private static SequenceOffer ReadOffer(XmlDictionaryReader reader, Wsrm wsrm, AddressingVersion addressing)
    {
        reader.ReadFullStartElement(WsrmNames.Offer, wsrm.Namespace);
        var identifier = RmXml.ReadIdentifier(reader, wsrm);
        var endpoint = wsrm.Is11 ? EndpointAddress.ReadFrom(addressing, reader, WsrmNames.Endpoint, wsrm.Namespace) : null;
        var expires = RmBody.ReadExpires(reader, wsrm);
        var behavior = RmBody.ReadBehavior(reader, wsrm);
        RmXml.SkipToEnd(reader);
        return new SequenceOffer { Identifier = identifier, Endpoint = endpoint, Expires = expires, Behavior = behavior };
    }
}
