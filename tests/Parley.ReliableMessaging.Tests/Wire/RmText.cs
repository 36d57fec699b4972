using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

/// <summary>Messages of the tests' own, as text.</summary>
internal static class RmText
{
    public const string Ns10 = Recordings.Ns10;
    public const string Ns11 = Recordings.Ns11;
    public const string Id = "urn:uuid:6f9af32b-b795-41b0-bce0-cdf2f752378f";
    public const string OtherId = "urn:uuid:d457a8dc-03b6-4c07-97cb-8b1054497c9b";
    public const string Anonymous = "http://www.w3.org/2005/08/addressing/anonymous";

    public static Wsrm Of(bool is11) => is11 ? Wsrm.Version11 : Wsrm.February2005;

    /// <summary>A message with these headers, whose prefixes r, n, a and s are declared.</summary>
    public static Message Open(Wsrm wsrm, string headers, string body = "", MessageVersion? version = null)
    {
        version ??= MessageVersion.Soap12WSAddressing10;
        var soap = version.Envelope == EnvelopeVersion.Soap11 ? "http://schemas.xmlsoap.org/soap/envelope/" : "http://www.w3.org/2003/05/soap-envelope";
        var addressing = version.Addressing == AddressingVersion.WSAddressing10
            ? "http://www.w3.org/2005/08/addressing" : "http://schemas.xmlsoap.org/ws/2004/08/addressing";
        var text = $"<s:Envelope xmlns:s='{soap}' xmlns:a='{addressing}' xmlns:r='{wsrm.Namespace.Value}' xmlns:n='{Recordings.NetRm}'>"
            + $"<s:Header>{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>";
        return Recordings.Open(Encoding.UTF8.GetBytes(text), version);
    }

    public static RmHeaders Read(Wsrm wsrm, string headers)
    {
        using var message = Open(wsrm, headers);
        return RmHeaders.Read(message, wsrm);
    }

    public static Acknowledgement ReadAcknowledgement(Wsrm wsrm, string contents)
        => Assert.Single(Read(wsrm, $"<r:SequenceAcknowledgement><r:Identifier>{Id}</r:Identifier>{contents}</r:SequenceAcknowledgement>").Acknowledgements);

    /// <summary>What is written into the envelope of a message with these headers.</summary>
    public static string Write(Action<Message> add, MessageVersion? version = null)
    {
        using var message = Message.CreateMessage(version ?? MessageVersion.Soap12WSAddressing10, "urn:a");
        add(message);
        return Recordings.ToText(message);
    }

    /// <summary>The message after it went over the wire.</summary>
    public static Message Again(Message message)
    {
        var version = message.Version;
        return Recordings.Open(Recordings.ToBytes(message), version);
    }
}
