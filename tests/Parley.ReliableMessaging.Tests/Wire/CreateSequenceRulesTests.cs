using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

public class CreateSequenceRulesTests
{
    private const string Reference = "<o:SecurityTokenReference xmlns:o='http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'/>";

    public static TheoryData<bool> Versions => [false, true];

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_good_request_is_accepted(bool is11)
    {
        Accepts(is11, new());
        Accepts(is11, new() { ReplyTo = "http://c/", AcksTo = "http://c/", Endpoint = "http://c/", Pattern = SessionPattern.Duplex });
        Accepts(is11, new() { HasOffer = false, Pattern = SessionPattern.OneWay });
        Accepts(is11, new() { ReplyTo = "http://C:80", AcksTo = "http://c/", Endpoint = "http://c:80/" });
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void R1105_of_1_0_and_R1102_of_1_1_AcksTo_must_be_ReplyTo(bool is11)
    {
        Refuses(is11, new() { ReplyTo = "http://c/", AcksTo = "http://d/", Endpoint = "http://d/" }, "CreateSequenceRefused");
        Refuses(is11, new() { AcksTo = "http://d/", Endpoint = "http://d/" }, "CreateSequenceRefused");
        Refuses(is11, new() { ReplyTo = "http://www.w3.org/2005/08/addressing/none", AcksTo = "http://www.w3.org/2005/08/addressing/none", Endpoint = "http://www.w3.org/2005/08/addressing/none" }, "CreateSequenceRefused");
    }

    [Fact]
    public void R1102_of_1_1_Endpoint_must_be_AcksTo()
    {
        Refuses(true, new() { Endpoint = "http://d/" }, "CreateSequenceRefused");
        Accepts(false, new() { Endpoint = "http://d/" });
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void B1111_of_1_1_sessions_with_replies_need_an_offer(bool is11)
    {
        Refuses(is11, new() { HasOffer = false }, "CreateSequenceRefused");
        Refuses(is11, new() { HasOffer = false, Pattern = SessionPattern.Duplex }, "CreateSequenceRefused");
    }

    [Fact]
    public void R1103_of_1_0_and_B1109_of_1_1_one_way_sessions_refuse_an_offer_or_leave_it()
    {
        Refuses(false, new() { Pattern = SessionPattern.OneWay }, "CreateSequenceRefused");
        Accepts(true, new() { Pattern = SessionPattern.OneWay });
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void B1601_of_1_0_and_B1801_of_1_1_MessageID_is_required_and_under_August_2004_ReplyTo_too(bool is11)
    {
        Refuses(is11, new() { HasMessageId = false }, "MessageAddressingHeaderRequired");
        Refuses(is11, new() { HasMessageId = false, Version = MessageVersion.Soap11WSAddressingAugust2004 }, "MessageInformationHeaderRequired");
        Refuses(is11, new() { Version = MessageVersion.Soap12WSAddressingAugust2004 }, "MessageInformationHeaderRequired");
        const string Anonymous = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";
        Accepts(is11, new() { ReplyTo = Anonymous, AcksTo = Anonymous, Endpoint = Anonymous, Version = MessageVersion.Soap12WSAddressingAugust2004 });
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_body_or_header_that_cannot_be_read_is_refused(bool is11)
    {
        Refuses(is11, new() { Body = "" }, "CreateSequenceRefused");
        Refuses(is11, new() { Body = "<x/>" }, "CreateSequenceRefused");
        Refuses(is11, new() { ReplyTo = "not a uri" }, "InvalidAddressingHeader");
    }

    [Fact]
    public void R2402_of_1_1_UsesSequenceSsl_is_refused() => Refuses(true, new() { Headers = "<r:UsesSequenceSSL/>" }, "CreateSequenceRefused");

    [Fact]
    public void R2305_of_1_1_UsesSequenceStr_goes_with_a_secure_session_and_with_nothing_else()
    {
        Refuses(true, new() { Headers = "<r:UsesSequenceSTR/>", Extension = Reference }, "CreateSequenceRefused");
        Refuses(true, new() { IsSecure = true, Extension = Reference }, "CreateSequenceRefused");
        Accepts(true, new() { IsSecure = true, Headers = "<r:UsesSequenceSTR/>", Extension = Reference });
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void R2305_a_secure_session_needs_the_token_reference(bool is11)
    {
        var header = is11 ? "<r:UsesSequenceSTR/>" : "";
        Refuses(is11, new() { IsSecure = true, Headers = header }, "CreateSequenceRefused");
        Accepts(is11, new() { IsSecure = true, Headers = header, Extension = Reference });
    }

    private static void Accepts(bool is11, Request request)
    {
        var body = Check(is11, request, out var refusal);
        Assert.Null(refusal?.Reason);
        Assert.NotNull(body);
    }

    private static void Refuses(bool is11, Request request, string code)
    {
        Assert.Null(Check(is11, request, out var refusal));
        Assert.NotNull(refusal);
        var text = Recordings.ToText(refusal.Fault);
        Assert.Contains(":" + code + "<", text, StringComparison.Ordinal);
        Assert.Equal(request.HasMessageId, refusal.Fault.Headers.RelatesTo is not null);
        refusal.Fault.Close();
    }

    private static CreateSequenceBody? Check(bool is11, Request request, out Refusal? refusal)
    {
        var wsrm = RmText.Of(is11);
        var offer = request.HasOffer
            ? $"<r:Offer><r:Identifier>{RmText.Id}</r:Identifier><r:Endpoint><a:Address>{request.Endpoint}</a:Address></r:Endpoint></r:Offer>"
            : "";
        using var message = RmText.Open(
            wsrm,
            $"<a:Action>{wsrm.Namespace.Value}/CreateSequence</a:Action>"
            + (request.HasMessageId ? $"<a:MessageID>{RmText.OtherId}</a:MessageID>" : "")
            + (request.ReplyTo is null ? "" : $"<a:ReplyTo><a:Address>{request.ReplyTo}</a:Address></a:ReplyTo>")
            + request.Headers,
            request.Body ?? $"<r:CreateSequence><r:AcksTo><a:Address>{request.AcksTo}</a:Address></r:AcksTo>{offer}{request.Extension}</r:CreateSequence>",
            request.Version);
        return CreateSequenceRules.Check(message, RmHeaders.Read(message, wsrm), wsrm, request.Pattern, request.IsSecure, out refusal);
    }

    private sealed record Request
    {
        public MessageVersion Version { get; init; } = MessageVersion.Soap12WSAddressing10;

        public string? ReplyTo { get; init; }

        public string AcksTo { get; init; } = RmText.Anonymous;

        public string Endpoint { get; init; } = RmText.Anonymous;

        public bool HasOffer { get; init; } = true;

        public bool HasMessageId { get; init; } = true;

        public bool IsSecure { get; init; }

        public SessionPattern Pattern { get; init; } = SessionPattern.RequestReply;

        public string Headers { get; init; } = "";

        public string Extension { get; init; } = "";

        public string? Body { get; init; }
    }
}
