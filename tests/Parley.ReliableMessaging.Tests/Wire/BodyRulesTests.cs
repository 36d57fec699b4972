using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

public class BodyRulesTests
{
    private const string AcksTo = $"<r:AcksTo><a:Address>{RmText.Anonymous}</a:Address></r:AcksTo>";
    private const string Endpoint = $"<r:Endpoint><a:Address>{RmText.Anonymous}</a:Address></r:Endpoint>";
    private const string Identifier = $"<r:Identifier>{RmText.Id}</r:Identifier>";

    public static TheoryData<bool> Versions => [false, true];

    [Theory]
    [MemberData(nameof(Versions))]
    public void AcksTo_comes_first(bool is11)
    {
        Assert.True(Create(is11, AcksTo).AcksTo.IsAnonymous);
        Refuses(is11, "");
        Refuses(is11, "<r:Expires>PT1M</r:Expires>" + AcksTo);
        Refuses(is11, "<x/>" + AcksTo);
        Refuses(is11, "<r:AcksTo/>");
        Refuses(is11, "<r:AcksTo><a:Address>not a uri</a:Address></r:AcksTo>");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void B1102_of_1_0_and_B1105_of_1_1_Expires_is_read_and_echoed(bool is11)
    {
        Assert.Equal(TimeSpan.FromMinutes(1), Create(is11, AcksTo + "<r:Expires>PT00H01M00S</r:Expires>").Expires);
        Assert.Null(Create(is11, AcksTo).Expires);
        Refuses(is11, AcksTo + "<r:Expires>a while</r:Expires>");
        Refuses(is11, AcksTo + "<r:Expires>P99999999999999Y</r:Expires>");

        var wsrm = RmText.Of(is11);
        using var message = RmMessages.CreateSequenceResponse(
            MessageVersion.Soap12WSAddressing10, wsrm, new CreateSequenceResponseBody { Identifier = RmText.Id, Expires = TimeSpan.FromMinutes(1) }, new UniqueId());
        using var again = RmText.Again(message);
        Assert.Equal(TimeSpan.FromMinutes(1), CreateSequenceResponseBody.Read(again, wsrm).Expires);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void An_offer_begins_with_its_identifier(bool is11)
    {
        var endpoint = is11 ? Endpoint : "";
        var offer = Create(is11, $"{AcksTo}<r:Offer>{Identifier}{endpoint}<r:Expires>PT1S</r:Expires><x/></r:Offer>").Offer;

        Assert.NotNull(offer);
        Assert.Equal(RmText.Id, offer.Identifier);
        Assert.Equal(TimeSpan.FromSeconds(1), offer.Expires);
        Refuses(is11, AcksTo + "<r:Offer/>");
        Refuses(is11, $"{AcksTo}<r:Offer><x/>{Identifier}{endpoint}</r:Offer>");
    }

    [Fact]
    public void An_offer_of_1_1_needs_an_endpoint_and_1_0_passes_over_it()
    {
        Refuses(true, $"{AcksTo}<r:Offer>{Identifier}</r:Offer>");
        Assert.True(Create(true, $"{AcksTo}<r:Offer>{Identifier}{Endpoint}</r:Offer>").Offer!.Endpoint!.IsAnonymous);
        Assert.Null(Create(false, $"{AcksTo}<r:Offer>{Identifier}<r:Endpoint><a:Address/></r:Endpoint></r:Offer>").Offer!.Endpoint);
    }

    [Fact]
    public void IncompleteSequenceBehavior_is_one_of_three()
    {
        foreach (var behavior in Enum.GetValues<IncompleteSequenceBehavior>())
        {
            Assert.Equal(
                behavior,
                Create(true, $"{AcksTo}<r:Offer>{Identifier}{Endpoint}<r:IncompleteSequenceBehavior>{behavior}</r:IncompleteSequenceBehavior></r:Offer>").Offer!.Behavior);
        }

        Refuses(true, $"{AcksTo}<r:Offer>{Identifier}{Endpoint}<r:IncompleteSequenceBehavior>Retry</r:IncompleteSequenceBehavior></r:Offer>");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Extensions_are_skipped_but_nothing_may_follow_CreateSequence(bool is11)
    {
        Assert.Null(Create(is11, AcksTo + "<x>y<z/></x><q xmlns='urn:q'/>").Offer);
        using var message = RmText.Open(RmText.Of(is11), "", $"<r:CreateSequence>{AcksTo}</r:CreateSequence><x/>");
        Assert.Throws<MalformedRmException>(() => CreateSequenceBody.Read(message, RmText.Of(is11)));
        using var empty = RmText.Open(RmText.Of(is11), "");
        Assert.Throws<MalformedRmException>(() => CreateSequenceBody.Read(empty, RmText.Of(is11)));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void SecurityTokenReference_is_found_among_the_extensions_and_kept(bool is11)
    {
        const string Reference = "<o:SecurityTokenReference xmlns:o='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'><o:Reference URI='urn:t'/></o:SecurityTokenReference>";
        var body = Create(is11, AcksTo + "<x/>" + Reference);

        Assert.NotNull(body.SecurityTokenReference);
        using var reader = body.SecurityTokenReference.OpenReader();
        reader.ReadStartElement();
        Assert.Equal("urn:t", reader.GetAttribute("URI"));

        using var message = RmMessages.CreateSequence(MessageVersion.Soap12WSAddressing10, RmText.Of(is11), body, new UniqueId());
        using var again = RmText.Again(message);
        Assert.Equal(is11, RmHeaders.Read(again, RmText.Of(is11)).UsesSequenceStr);
        Assert.NotNull(CreateSequenceBody.Read(again, RmText.Of(is11)).SecurityTokenReference);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void ReplyTo_is_left_out_when_anonymous_under_WSAddressing_1_0_only(bool is11)
    {
        foreach (var version in new[] { MessageVersion.Soap12WSAddressing10, MessageVersion.Soap11WSAddressingAugust2004 })
        {
            using var anonymous = RmMessages.CreateSequence(
                version, RmText.Of(is11), new CreateSequenceBody { AcksTo = new EndpointAddress(EndpointAddress.AnonymousUri) }, new UniqueId());
            Assert.Equal(version == MessageVersion.Soap11WSAddressingAugust2004, anonymous.Headers.ReplyTo is not null);

            using var addressable = RmMessages.CreateSequence(
                version, RmText.Of(is11), new CreateSequenceBody { AcksTo = new EndpointAddress("http://c/") }, new UniqueId());
            Assert.Equal(new Uri("http://c/"), addressable.Headers.ReplyTo!.Uri);
        }
    }

    [Theory]
    [InlineData("CloseSequence")]
    [InlineData("TerminateSequence")]
    public void B1203_of_1_1_LastMsgNumber_is_left_out_when_nothing_was_sent(string name)
    {
        var kind = Enum.Parse<MessageKind>(name);
        foreach (var number in new[] { 0, 1, long.MaxValue })
        {
            using var message = RmMessages.End(
                MessageVersion.Soap12WSAddressing10, Wsrm.Version11, kind, new SequenceEndBody(RmText.Id, number), new UniqueId(), new EndpointAddress("http://c/"));
            var text = Recordings.ToText(message);
            Assert.Equal(number > 0, text.Contains("LastMsgNumber", StringComparison.Ordinal));
            using var again = Recordings.Open(System.Text.Encoding.UTF8.GetBytes(text), MessageVersion.Soap12WSAddressing10);
            Assert.Equal(new SequenceEndBody(RmText.Id, number), SequenceEndBody.Read(again, Wsrm.Version11, kind));
            Assert.Equal(new Uri("http://c/"), again.Headers.ReplyTo!.Uri);
        }
    }

    [Fact]
    public void TerminateSequence_of_1_0_is_one_way_and_says_the_sequence_only()
    {
        using var message = RmMessages.End(
            MessageVersion.Soap12WSAddressing10, Wsrm.February2005, MessageKind.TerminateSequence, new SequenceEndBody(RmText.Id, 5), null, null);

        Assert.Null(message.Headers.MessageId);
        Assert.DoesNotContain("LastMsgNumber", Recordings.ToText(message), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<r:CloseSequence/>")]
    [InlineData("<r:CloseSequence><r:LastMsgNumber>1</r:LastMsgNumber></r:CloseSequence>")]
    [InlineData($"<r:CloseSequence>{Identifier}<r:LastMsgNumber>0</r:LastMsgNumber></r:CloseSequence>")]
    [InlineData($"<r:TerminateSequence>{Identifier}</r:TerminateSequence>")]
    [InlineData($"<r:CloseSequence>{Identifier}</r:CloseSequence><x/>")]
    [InlineData("")]
    public void A_CloseSequence_that_cannot_be_read_ends_the_session(string body)
    {
        using var message = RmText.Open(Wsrm.Version11, "", body);
        var exception = Assert.Throws<MalformedRmException>(() => SequenceEndBody.Read(message, Wsrm.Version11, MessageKind.CloseSequence));
        Assert.Equal(SequenceFaultCode.SequenceTerminated, exception.Fault.Code);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_response_has_Accept_exactly_when_the_offer_was_taken(bool is11)
    {
        var wsrm = RmText.Of(is11);
        var remote = new Uri("http://s/");
        foreach (var accept in new EndpointAddress?[] { null, new("http://s/"), new("http://other/") })
        {
            using var message = RmMessages.CreateSequenceResponse(
                MessageVersion.Soap12WSAddressing10, wsrm,
                new CreateSequenceResponseBody { Identifier = RmText.Id, Behavior = IncompleteSequenceBehavior.NoDiscard, AcceptAcksTo = accept }, new UniqueId());
            using var again = RmText.Again(message);
            var body = CreateSequenceResponseBody.Read(again, wsrm);

            Assert.Equal(accept?.Uri, body.AcceptAcksTo?.Uri);
            Assert.Equal(is11 ? IncompleteSequenceBehavior.NoDiscard : null, body.Behavior);
            Assert.Equal(accept?.Uri == remote, CreateSequenceRules.CheckResponse(body, offered: true, remote) is null);
            Assert.Equal(accept is null, CreateSequenceRules.CheckResponse(body, offered: false, remote) is null);
        }
    }

    private static CreateSequenceBody Create(bool is11, string contents)
    {
        using var message = RmText.Open(RmText.Of(is11), "", $"<r:CreateSequence>{contents}</r:CreateSequence>");
        return CreateSequenceBody.Read(message, RmText.Of(is11));
    }

    private static void Refuses(bool is11, string contents)
    {
        var exception = Assert.Throws<MalformedRmException>(() => Create(is11, contents));
        Assert.Equal(SequenceFaultCode.CreateSequenceRefused, exception.Fault.Code);
        Assert.True(exception.Fault.IsSender);
    }
}
