using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

public class RecordedTextTests
{
    public static TheoryData<string> All => [.. Recordings.Text()];

    public static TheoryData<string> OfWcf
        => [.. Recordings.Text("netframework").Where(name => !name.Contains("secure-session", StringComparison.Ordinal)),
            .. Recordings.Text("dotnet-client").Where(name => name.Contains("-c2s-", StringComparison.Ordinal))];

    public static TheoryData<string> OfScriptedService
        => [.. Recordings.Text("dotnet-client").Where(name => name.Contains("-s2c-", StringComparison.Ordinal) && !name.Contains("neg", StringComparison.Ordinal))];

    public static TheoryData<string> OfGSoap => [.. Recordings.Text("gsoap")];

    [Theory]
    [MemberData(nameof(All))]
    public void The_headers_of_a_recorded_message_say_what_a_plain_parser_finds(string name)
    {
        var document = Recordings.Document(name);
        var wsrm = Recordings.WsrmOf(document);
        XNamespace r = wsrm.Namespace.Value;
        using var message = Recordings.Open(Recordings.Bytes(name), Recordings.VersionOf(document));

        var headers = RmHeaders.Read(message, wsrm);

        var header = Recordings.Header(document);
        var sequence = header.Element(r + "Sequence");
        Assert.Equal(sequence?.Element(r + "Identifier")!.Value, headers.Sequence?.Identifier);
        Assert.Equal((long?)sequence?.Element(r + "MessageNumber"), headers.Sequence?.Number);
        Assert.Equal(sequence?.Element(r + "LastMessage") is not null, headers.Sequence?.IsLast ?? false);
        Assert.Equal(header.Elements(r + "AckRequested").Select(e => e.Element(r + "Identifier")!.Value), headers.AckRequests);
        Assert.Equal(
            header.Elements(r + "SequenceAcknowledgement").Select(e => Describe(e, r)),
            headers.Acknowledgements.Select(Describe));
        Assert.Equal(header.Element(r + "UsesSequenceSTR") is not null, headers.UsesSequenceStr);
        foreach (var info in message.Headers.Where(info => info.Namespace == r.NamespaceName))
        {
            Assert.Contains(info, message.Headers.UnderstoodHeaders);
        }

        var action = header.Elements().Single(e => e.Name.LocalName == "Action").Value;
        var kind = headers.Kind.ToString()!.Replace("Fault", "fault", StringComparison.Ordinal);
        Assert.Equal(
            action.StartsWith(r.NamespaceName, StringComparison.Ordinal) ? action[(r.NamespaceName.Length + 1)..] : "Message",
            kind == "Acknowledgement" ? "SequenceAcknowledgement" : kind);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_body_of_a_recorded_message_of_the_protocol_is_what_a_plain_parser_finds(string name)
    {
        var document = Recordings.Document(name);
        var wsrm = Recordings.WsrmOf(document);
        XNamespace r = wsrm.Namespace.Value;
        using var message = Recordings.Open(Recordings.Bytes(name), Recordings.VersionOf(document));
        var headers = RmHeaders.Read(message, wsrm);
        var element = Recordings.Body(document).Elements().FirstOrDefault();

        switch (headers.Kind)
        {
            case MessageKind.CreateSequence:
                var create = CreateSequenceBody.Read(message, wsrm);
                Assert.Equal(Address(element!.Element(r + "AcksTo")), Address(create.AcksTo));
                Assert.Equal(element.Element(r + "Offer")?.Element(r + "Identifier")!.Value, create.Offer?.Identifier);
                Assert.Equal(element.Element(r + "Expires") is not null, create.Expires is not null);
                Assert.Equal(element.Elements().Any(e => e.Name.LocalName == "SecurityTokenReference"), create.SecurityTokenReference is not null);
                if (wsrm.Is11)
                {
                    Assert.Equal(Address(element.Element(r + "Offer")?.Element(r + "Endpoint")), Address(create.Offer?.Endpoint));
                    Assert.Equal(element.Element(r + "Offer")?.Element(r + "IncompleteSequenceBehavior")?.Value, create.Offer?.Behavior?.ToString());
                }

                break;
            case MessageKind.CreateSequenceResponse:
                var response = CreateSequenceResponseBody.Read(message, wsrm);
                Assert.Equal(element!.Element(r + "Identifier")!.Value, response.Identifier);
                Assert.Equal(Address(element.Element(r + "Accept")?.Element(r + "AcksTo")), Address(response.AcceptAcksTo));
                Assert.Equal(element.Element(r + "IncompleteSequenceBehavior")?.Value, response.Behavior?.ToString());
                break;
            case MessageKind.CloseSequence or MessageKind.CloseSequenceResponse
                or MessageKind.TerminateSequence or MessageKind.TerminateSequenceResponse:
                var end = SequenceEndBody.Read(message, wsrm, headers.Kind.Value);
                Assert.Equal(element!.Element(r + "Identifier")!.Value, end.Identifier);
                Assert.Equal((long?)element.Element(r + "LastMsgNumber") ?? 0, end.LastNumber);
                break;
            case MessageKind.Fault:
                var fault = RmFaults.TryRead(message, wsrm, out _);
                Assert.NotNull(fault);
                Assert.Equal(document.Descendants().Single(e => e.Name.LocalName == "Subcode").Value.Split(':')[1], RmFaults.NameOf(fault.Code).Value);
                Assert.Equal(document.Descendants().Any(e => e.Name.LocalName == "Value" && e.Value.EndsWith(":Receiver", StringComparison.Ordinal)), !fault.IsSender);
                Assert.Equal(document.Descendants(r + "Identifier").SingleOrDefault()?.Value, fault.Identifier);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(OfWcf))]
    public void A_message_of_ours_with_the_same_values_has_the_same_bytes_as_that_of_Wcf(string name)
    {
        var bytes = Recordings.Bytes(name);
        var document = Recordings.Document(name);
        using var recorded = Recordings.Open(bytes, Recordings.VersionOf(document));

        using var ours = Rewriting.Rewrite(recorded, Recordings.WsrmOf(document));

        var text = Recordings.ToText(ours);

        // The language of a reason is that of the machine.
        Assert.Equal(
            Encoding.UTF8.GetString(bytes).Replace("xml:lang=\"en-US\"", "xml:lang=\"\"", StringComparison.Ordinal),
            text.Replace("xml:lang=\"en-US\"", "xml:lang=\"\"", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(OfScriptedService))]
    public void A_message_of_ours_with_the_same_values_has_the_same_infoset(string name)
    {
        var document = Recordings.Document(name);
        using var recorded = Recordings.Open(Recordings.Bytes(name), Recordings.VersionOf(document));
        using var ours = Rewriting.Rewrite(recorded, Recordings.WsrmOf(document));

        var written = XDocument.Parse(Recordings.ToText(ours));

        Assert.Equal(Comparable(document), Comparable(written));
    }

    [Theory]
    [MemberData(nameof(OfGSoap))]
    public void A_message_of_ours_with_the_values_of_gSoaps_is_read_to_the_same_values(string name)
    {
        var document = Recordings.Document(name);
        var version = Recordings.VersionOf(document);
        var wsrm = Recordings.WsrmOf(document);
        using var recorded = Recordings.Open(Recordings.Bytes(name), version);
        var before = RmHeaders.Read(recorded, wsrm);

        using var ours = Rewriting.Rewrite(recorded, wsrm);
        using var again = Recordings.Open(Recordings.ToBytes(ours), version);

        var after = RmHeaders.Read(again, wsrm);
        Assert.Equal(before.Kind, after.Kind);
        Assert.Equal(before.Sequence?.Identifier, after.Sequence?.Identifier);
        Assert.Equal(before.Sequence?.Number, after.Sequence?.Number);
        Assert.Equal(before.AckRequests, after.AckRequests);
        Assert.Equal(before.Acknowledgements.Select(Describe), after.Acknowledgements.Select(Describe));
    }

    private static string? Address(XElement? element) => element?.Elements().Single(e => e.Name.LocalName == "Address").Value;

    private static string? Address(EndpointAddress? address) => address?.Uri.AbsoluteUri;

    private static string Describe(XElement acknowledgement, XNamespace r) => string.Create(
        CultureInfo.InvariantCulture,
        $"{acknowledgement.Element(r + "Identifier")!.Value} {string.Join(',', acknowledgement.Elements(r + "AcknowledgementRange").Select(e => e.Attribute("Lower")!.Value + "-" + e.Attribute("Upper")!.Value).Where(range => range != "0-0"))} {acknowledgement.Element(r + "Final") is not null} {acknowledgement.Element(XName.Get("BufferRemaining", Recordings.NetRm))?.Value}");

    private static string Describe(Acknowledgement acknowledgement) => string.Create(
        CultureInfo.InvariantCulture,
        $"{acknowledgement.Identifier} {string.Join(',', acknowledgement.Ranges.Select(range => $"{range.Lower}-{range.Upper}"))} {acknowledgement.IsFinal} {acknowledgement.BufferRemaining}");

    // Attributes and prefixes apart, and without the texts whose prefixes and languages may differ.
    private static string Comparable(XDocument document)
    {
        var root = Recordings.Normalized(document.Root!);
        foreach (var value in root.Descendants().Where(e => e.Name.LocalName is "Value" && !e.HasElements))
        {
            value.Value = value.Value.Split(':')[^1];
        }

        foreach (var attribute in root.Descendants().Attributes().Where(a => a.Name.LocalName is "lang" or "mustUnderstand").ToArray())
        {
            attribute.Remove();
        }

        return root.ToString();
    }
}
