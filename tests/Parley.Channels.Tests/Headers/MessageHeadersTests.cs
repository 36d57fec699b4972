using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels.Tests.Headers;

public class MessageHeadersTests
{
    private const string Soap12 = "http://www.w3.org/2003/05/soap-envelope";

    private static Message Read(string headers) => Wire.FromText(Wire.Envelope12(headers), MessageVersion.Default);

    [Fact]
    public void Headers_keep_the_order_in_which_they_were_added()
    {
        using var message = Message.CreateMessage(MessageVersion.Default, "urn:a");
        message.Headers.Add(MessageHeader.CreateHeader("one", "urn:t", 1));
        message.Headers.To = new Uri("urn:to");
        message.Headers.Insert(0, MessageHeader.CreateHeader("zero", "urn:t", 0));
        message.Headers.Action = "urn:b";

        Assert.Equal(["zero", "Action", "one", "To"], message.Headers.Select(header => header.Name));
        Assert.Equal("urn:b", message.Headers.Action);
    }

    [Fact]
    public void Setting_null_removes_an_addressing_header()
    {
        var headers = new MessageHeaders(MessageVersion.Default)
        {
            Action = "urn:a",
            To = new Uri("urn:to"),
            MessageId = new UniqueId(),
            RelatesTo = new UniqueId(),
            ReplyTo = new EndpointAddress("urn:r"),
            FaultTo = new EndpointAddress("urn:f"),
            From = new EndpointAddress("urn:m"),
        };
        Assert.Equal(7, headers.Count);
        headers.Action = null;
        headers.To = null;
        headers.MessageId = null;
        headers.RelatesTo = null;
        headers.ReplyTo = null;
        headers.FaultTo = null;
        headers.From = null;
        Assert.Empty(headers);
        Assert.Null(headers.Action);
        Assert.Null(headers.To);
        Assert.Null(headers.MessageId);
        Assert.Null(headers.ReplyTo);
    }

    [Fact]
    public void A_typed_header_goes_there_and_back()
    {
        using var message = Message.CreateMessage(MessageVersion.Default, "urn:a");
        message.Headers.Add(new MessageHeader<Ticket>(new Ticket { Number = 7 }, true, "urn:someone", false).GetUntypedHeader("ticket", "urn:t"));
        message.Headers.Add(MessageHeader.CreateHeader("nothing", "urn:t", null));
        using var read = Wire.RoundTrip(message);

        Assert.Equal(-1, read.Headers.FindHeader("ticket", "urn:t"));
        var ticket = read.Headers.FindHeader("ticket", "urn:t", "urn:someone");
        Assert.True(read.Headers[ticket].MustUnderstand);
        Assert.Equal("urn:someone", read.Headers[ticket].Actor);
        Assert.Equal(7, read.Headers.GetHeader<Ticket>(ticket)!.Number);
        Assert.Equal(7, read.Headers.GetHeader<Ticket>("ticket", "urn:t", "urn:someone")!.Number);
        Assert.Equal(7, read.Headers.GetHeader<Ticket>(ticket, new DataContractSerializer(typeof(Ticket)))!.Number);
        Assert.Null(read.Headers.GetHeader<Ticket>("nothing", "urn:t"));
        using var buffer = read.CreateBufferedCopy(10000);
        Assert.Equal(7, buffer.CreateMessage().Headers.GetHeader<Ticket>(ticket)!.Number);
    }

    [Fact]
    public void A_missing_header_is_said_to_be_missing()
    {
        using var message = Read("");
        Assert.Equal(-1, message.Headers.FindHeader("x", "urn:t"));
        var thrown = Assert.Throws<MessageHeaderException>(() => message.Headers.GetHeader<int>("x", "urn:t"));
        Assert.Equal("x", thrown.HeaderName);
        Assert.Equal("urn:t", thrown.HeaderNamespace);
        Assert.False(thrown.IsDuplicate);
    }

    [Fact]
    public void A_header_that_stands_twice_is_not_found()
    {
        using var message = Read("<x xmlns='urn:t'>1</x><x xmlns='urn:t'>2</x>");
        Assert.True(Assert.Throws<MessageHeaderException>(() => message.Headers.FindHeader("x", "urn:t")).IsDuplicate);
        Assert.Equal(2, message.Headers.GetHeader<int>(1));
    }

    [Fact]
    public void The_attributes_of_headers_are_read_in_soap_12()
    {
        using var message = Read($"<x xmlns='urn:t' s:mustUnderstand='true' s:relay='1' s:role='{Soap12}/role/next' a:IsReferenceParameter='true'/>");
        var header = message.Headers[0];
        Assert.True(header.MustUnderstand);
        Assert.True(header.Relay);
        Assert.True(header.IsReferenceParameter);
        Assert.Equal(EnvelopeVersion.Soap12.NextDestinationActorValue, header.Actor);
        Assert.Equal(0, message.Headers.FindHeader("x", "urn:t"));
    }

    [Fact]
    public void The_attributes_of_headers_are_read_and_written_in_soap_11()
    {
        using var message = Message.CreateMessage(MessageVersion.Soap11, null);
        message.Headers.Add(MessageHeader.CreateHeader("x", "urn:t", 1, true, "http://schemas.xmlsoap.org/soap/actor/next"));
        using var read = Wire.RoundTrip(message);
        Assert.True(read.Headers[0].MustUnderstand);
        Assert.Equal("http://schemas.xmlsoap.org/soap/actor/next", read.Headers[0].Actor);
    }

    [Fact]
    public void A_relayed_header_cannot_stand_in_soap_11()
    {
        using var message = Message.CreateMessage(MessageVersion.Soap11, null);
        Assert.Throws<ArgumentException>(() => message.Headers.Add(MessageHeader.CreateHeader("x", "urn:t", 1, false, "", true)));
    }

    [Fact]
    public void Headers_that_must_be_understood_are_waited_for()
    {
        using var message = Read("<a:To s:mustUnderstand='1'>urn:to</a:To><x xmlns='urn:t' s:mustUnderstand='1'/><y xmlns='urn:t'/><z xmlns='urn:t' s:mustUnderstand='1' s:role='urn:other'/>");
        var headers = message.Headers;
        Assert.False(headers.HaveMandatoryHeadersBeenUnderstood());
        Assert.Equal("x", Assert.Single(headers.GetHeadersNotUnderstood()!).Name);

        headers.UnderstoodHeaders.Add(headers[1]);
        Assert.True(headers.HaveMandatoryHeadersBeenUnderstood());
        Assert.False(headers.HaveMandatoryHeadersBeenUnderstood("urn:other"));
        Assert.Null(headers.GetHeadersNotUnderstood());
        Assert.Equal(["To", "x"], headers.UnderstoodHeaders.Select(header => header.Name));
        Assert.Throws<ArgumentException>(() => headers.UnderstoodHeaders.Add(headers[1]));
        Assert.Throws<ArgumentException>(() => headers.UnderstoodHeaders.Add(MessageHeader.CreateHeader("x", "urn:t", 1)));

        headers.UnderstoodHeaders.Remove(headers[1]);
        Assert.False(headers.UnderstoodHeaders.Contains(headers[1]));
        Assert.False(headers.HaveMandatoryHeadersBeenUnderstood());
    }

    [Fact]
    public void An_addressing_header_of_another_version_is_not_understood()
    {
        using var message = Read("<a4:To xmlns:a4='http://schemas.xmlsoap.org/ws/2004/08/addressing' s:mustUnderstand='1'>urn:to</a4:To>");
        Assert.Null(message.Headers.To);
        Assert.False(message.Headers.HaveMandatoryHeadersBeenUnderstood());
    }

    [Fact]
    public void An_addressing_header_for_another_actor_does_not_count()
    {
        using var message = Read("<a:Action s:role='urn:other'>urn:theirs</a:Action><a:Action>urn:ours</a:Action>");
        Assert.Equal("urn:ours", message.Headers.Action);
    }

    [Fact]
    public void An_addressing_header_with_an_attribute_of_a_signature_keeps_its_xml()
    {
        const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
        using var message = Read($"<a:Action s:mustUnderstand='1' u:Id='_2' xmlns:u='{Utility}'>urn:x</a:Action><a:RelatesTo u:Id='_3' xmlns:u='{Utility}'>urn:m</a:RelatesTo>");
        Assert.Equal("urn:x", message.Headers.Action);
        Assert.Equal(new UniqueId("urn:m"), message.Headers.RelatesTo);
        Assert.True(message.Headers.HaveMandatoryHeadersBeenUnderstood());
        using var reader = message.Headers.GetReaderAtHeader(0);
        Assert.Equal("_2", reader.GetAttribute("Id", Utility));
        Assert.Contains("<a:Action s:mustUnderstand=\"1\" u:Id=\"_2\"", Wire.ToText(message), StringComparison.Ordinal);
    }

    [Fact]
    public void Relationships_other_than_reply_do_not_count_as_the_reply()
    {
        using var message = Read("<a:RelatesTo RelationshipType='urn:other'>urn:1</a:RelatesTo><a:RelatesTo RelationshipType='http://www.w3.org/2005/08/addressing/reply'>urn:2</a:RelatesTo>");
        Assert.Equal(new UniqueId("urn:2"), message.Headers.RelatesTo);
        Assert.Contains("RelationshipType=\"urn:other\"", Wire.ToText(message), StringComparison.Ordinal);
    }

    [Fact]
    public void A_relationship_of_august_2004_is_a_qualified_name()
    {
        const string Xml = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:w='http://schemas.xmlsoap.org/ws/2004/08/addressing'><s:Header><w:RelatesTo RelationshipType='w:Reply'>urn:1</w:RelatesTo></s:Header><s:Body/></s:Envelope>";
        using var message = Wire.FromText(Xml, MessageVersion.Soap12WSAddressingAugust2004);
        Assert.Equal(new UniqueId("urn:1"), message.Headers.RelatesTo);
    }

    [Fact]
    public void White_space_and_comments_around_values_do_not_count()
    {
        using var message = Read("\n <!-- c --> <a:Action>\n urn:<!-- c -->x <![CDATA[y]]>\n</a:Action>\n<a:To> urn:to </a:To><a:ReplyTo>\n <a:Address> http://www.w3.org/2005/08/addressing/anonymous </a:Address>\n</a:ReplyTo>");
        Assert.Equal("urn:x y", message.Headers.Action);
        Assert.Equal(new Uri("urn:to"), message.Headers.To);
        Assert.True(message.Headers.ReplyTo!.IsAnonymous);
    }

    [Fact]
    public void A_very_long_action_is_read_whole()
    {
        var action = "urn:" + new string('x', 3000) + "y";
        using var message = Read($"<a:Action>{action}</a:Action>");
        Assert.Equal(action, message.Headers.Action);
    }

    [Fact]
    public void A_header_is_copied_with_the_prefixes_that_it_needs()
    {
        const string Xml = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:q='urn:q'><s:Header><x xmlns='urn:t'>q:name</x></s:Header><s:Body/></s:Envelope>";
        using var source = Wire.FromText(Xml, MessageVersion.Soap12);
        using var target = Message.CreateMessage(MessageVersion.Soap12, null);
        target.Headers.CopyHeadersFrom(source);
        source.Close();

        using var read = Wire.RoundTrip(target);
        using var reader = read.Headers.GetReaderAtHeader(0);
        Assert.Equal("urn:q", reader.LookupNamespace("q"));
    }

    [Fact]
    public void Headers_of_another_envelope_are_not_copied()
    {
        using var source = Message.CreateMessage(MessageVersion.Soap11WSAddressing10, "urn:a");
        using var target = Message.CreateMessage(MessageVersion.Default, "urn:b");
        Assert.Throws<ArgumentException>(() => target.Headers.CopyHeaderFrom(source, 0));
    }

    [Fact]
    public void An_addressing_header_made_by_name_counts_as_one()
    {
        var headers = new MessageHeaders(MessageVersion.Default) { MessageHeader.CreateHeader("Action", "http://www.w3.org/2005/08/addressing", "urn:mine") };
        Assert.Equal("urn:mine", headers.Action);
    }

    [Fact]
    public void Headers_are_written_in_parts()
    {
        var headers = new MessageHeaders(MessageVersion.Soap12) { MessageHeader.CreateHeader("x", "urn:t", 5) };
        var text = Wire.ToText(writer =>
        {
            headers.WriteStartHeader(0, writer);
            headers.WriteHeaderContents(0, writer);
            writer.WriteEndElement();
        });
        Assert.Equal("<x xmlns=\"urn:t\">5</x>", text);
        Assert.Equal(text, Wire.ToText(writer => headers.WriteHeader(0, writer)));
        Assert.Contains("5", MessageHeader.CreateHeader("x", "urn:t", 5).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_are_removed_by_name()
    {
        using var message = Read("<x xmlns='urn:t'>1</x><y xmlns='urn:t'>2</y><x xmlns='urn:t'>3</x>");
        message.Headers.RemoveAll("x", "urn:t");
        Assert.Equal(2, message.Headers.GetHeader<int>("y", "urn:t"));
        Assert.Single(message.Headers);
        message.Headers.Clear();
        Assert.Empty(message.Headers);
        Assert.DoesNotContain("Header", Wire.ToText(message), StringComparison.Ordinal);
    }

    [Fact]
    public void An_anonymous_address_is_written_as_the_version_names_it()
    {
        foreach (var version in (MessageVersion[])[MessageVersion.Soap12WSAddressing10, MessageVersion.Soap11WSAddressingAugust2004])
        {
            using var message = Message.CreateMessage(version, "urn:a");
            message.Headers.To = EndpointAddress.AnonymousUri;
            Assert.Contains($"<a:To s:mustUnderstand=\"1\">{version.Addressing.Anonymous!.Value}</a:To>", Wire.ToText(message), StringComparison.Ordinal);
        }
    }

    [DataContract(Namespace = "urn:t")]
    public class Ticket
    {
        [DataMember]
        public int Number { get; set; }
    }
}
