using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

public class AddressingRulesTests
{
    private const string MessageId = $"<a:MessageID>{RmText.OtherId}</a:MessageID>";

    [Fact]
    public void B1801_of_1_1_a_request_to_end_a_sequence_needs_MessageID_and_the_session_as_ReplyTo()
    {
        Assert.Null(CheckRequest(MessageId, RmText.Anonymous));
        Assert.Null(CheckRequest(MessageId + "<a:ReplyTo><a:Address>http://c:80/</a:Address></a:ReplyTo>", "http://c/"));
        Assert.Contains("MessageAddressingHeaderRequired", CheckRequest("", RmText.Anonymous), StringComparison.Ordinal);
        Assert.Contains("SequenceTerminated", CheckRequest(MessageId, "http://c/"), StringComparison.Ordinal);
        Assert.Contains(
            "SequenceTerminated", CheckRequest(MessageId + "<a:ReplyTo><a:Address>http://d/</a:Address></a:ReplyTo>", "http://c/"), StringComparison.Ordinal);
        Assert.Contains("InvalidAddressingHeader", CheckRequest(MessageId + "<a:ReplyTo/>", "http://c/"), StringComparison.Ordinal);
    }

    [Fact]
    public void B1801_of_1_1_a_response_needs_RelatesTo()
    {
        using var without = RmText.Open(Wsrm.Version11, MessageId);
        var refusal = AddressingRules.CheckResponse(without);
        Assert.NotNull(refusal);
        Assert.Contains("MessageAddressingHeaderRequired", Recordings.ToText(refusal.Fault), StringComparison.Ordinal);

        using var with = RmText.Open(Wsrm.Version11, $"<a:RelatesTo>{RmText.Id}</a:RelatesTo>");
        Assert.Null(AddressingRules.CheckResponse(with));
    }

    [Theory]
    [InlineData(true, "<a:Action>urn:a</a:Action>", ":WsrmRequired<")]
    [InlineData(true, "", ":WsrmRequired<")]
    [InlineData(false, "<a:Action>urn:a</a:Action>", ":ActionNotSupported<")]
    [InlineData(false, "", ":MessageAddressingHeaderRequired<")]
    public void B1601_and_B1602_of_1_0_a_message_in_no_sequence_is_told_so(bool is11, string headers, string code)
    {
        using var message = RmText.Open(RmText.Of(is11), headers + MessageId);

        var refusal = AddressingRules.RefuseUnsequenced(message, RmText.Of(is11));

        Assert.Equal(RmText.OtherId, refusal.Fault.Headers.RelatesTo!.ToString());
        Assert.Contains(code, Recordings.ToText(refusal.Fault), StringComparison.Ordinal);
    }

    private static string? CheckRequest(string headers, string remoteAddress)
    {
        using var message = RmText.Open(Wsrm.Version11, headers);
        var refusal = AddressingRules.CheckRequest(message, Wsrm.Version11, RmText.Id, new Uri(remoteAddress));
        return refusal is null ? null : Recordings.ToText(refusal.Fault);
    }
}
