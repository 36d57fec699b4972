using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels.Tests.Messages;

public class MessageLifeTests
{
    public static TheoryData<MessageVersion> Versions => new(
        MessageVersion.None, MessageVersion.Soap11, MessageVersion.Soap12, MessageVersion.Soap11WSAddressing10, MessageVersion.Soap12WSAddressing10,
        MessageVersion.Soap11WSAddressingAugust2004, MessageVersion.Soap12WSAddressingAugust2004);

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_message_of_each_version_comes_back_from_text_and_binary(MessageVersion version)
    {
        foreach (var binary in (bool[])[false, true])
        {
            using var message = Message.CreateMessage(version, "urn:action", "hello");
            var hasAddressing = version.Addressing != AddressingVersion.None;
            if (hasAddressing)
            {
                message.Headers.MessageId = new UniqueId("urn:uuid:11111111-1111-1111-1111-111111111111");
                message.Headers.To = new Uri("http://localhost/to");
                message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
                message.Headers.FaultTo = new EndpointAddress("http://localhost/faults");
                message.Headers.From = new EndpointAddress("http://localhost/me");
                message.Headers.RelatesTo = new UniqueId("urn:other");
            }

            using var again = binary ? Wire.FromBinary(Wire.ToBinary(message), version) : Wire.FromText(Wire.ToText(message), version);
            Assert.Equal(version, again.Version);
            if (hasAddressing)
            {
                Assert.Equal("urn:action", again.Headers.Action);
                Assert.Equal(new UniqueId("urn:uuid:11111111-1111-1111-1111-111111111111"), again.Headers.MessageId);
                Assert.Equal("http://localhost/to", again.Headers.To!.OriginalString);
                Assert.True(again.Headers.ReplyTo!.IsAnonymous);
                Assert.Equal(new EndpointAddress("http://localhost/faults"), again.Headers.FaultTo);
                Assert.Equal(new EndpointAddress("http://localhost/me"), again.Headers.From);
                Assert.Equal(new UniqueId("urn:other"), again.Headers.RelatesTo);
            }

            Assert.False(again.IsEmpty);
            Assert.False(again.IsFault);
            Assert.Equal("hello", again.GetBody<string>());
        }
    }

    [Fact]
    public void A_new_message_is_created()
    {
        using var message = Message.CreateMessage(MessageVersion.Default, "urn:a");
        Assert.Equal(MessageState.Created, message.State);
        Assert.True(message.IsEmpty);
        Assert.Contains("<s:Body />", message.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MessageState.Read)]
    [InlineData(MessageState.Written)]
    [InlineData(MessageState.Copied)]
    [InlineData(MessageState.Closed)]
    public void A_body_is_used_once(MessageState state)
    {
        using var message = Wire.RoundTrip(Message.CreateMessage(MessageVersion.Default, "urn:a", "body"));
        switch (state)
        {
            case MessageState.Read:
                message.GetReaderAtBodyContents();
                break;
            case MessageState.Written:
                Wire.ToText(message);
                break;
            case MessageState.Copied:
                message.CreateBufferedCopy(1000);
                break;
            default:
                message.Close();
                break;
        }

        Assert.Equal(state, message.State);
        Action[] uses =
        [
            () => message.GetReaderAtBodyContents(), () => message.GetBody<string>(), () => Wire.ToText(message), () => message.CreateBufferedCopy(1000),
            () => Wire.ToText(writer => message.WriteBodyContents(writer)),
        ];
        foreach (var use in uses)
        {
            var thrown = Record.Exception(use);
            Assert.IsType(state == MessageState.Closed ? typeof(ObjectDisposedException) : typeof(InvalidOperationException), thrown);
        }

        Assert.NotEmpty(message.ToString());
    }

    [Fact]
    public void A_closed_message_answers_nothing()
    {
        var message = Message.CreateMessage(MessageVersion.Default, "urn:a");
        message.Close();
        message.Close();

        Assert.Equal(MessageState.Closed, message.State);
        Assert.Throws<ObjectDisposedException>(() => message.Headers);
        Assert.Throws<ObjectDisposedException>(() => message.Properties);
        Assert.Throws<ObjectDisposedException>(() => message.Version);
        Assert.Throws<ObjectDisposedException>(() => message.IsEmpty);
        Assert.Throws<ObjectDisposedException>(() => message.IsFault);
    }

    [Fact]
    public void An_empty_body_cannot_be_read()
    {
        using var message = Message.CreateMessage(MessageVersion.Default, "urn:a");
        Assert.Throws<InvalidOperationException>(() => message.GetReaderAtBodyContents());
        Assert.Equal(MessageState.Created, message.State);
    }

    [Fact]
    public void The_owner_gets_its_reader_back_once_when_the_message_is_closed()
    {
        var owner = new Owner();
        var message = new ReceivedMessage(Wire.TextReader(Wire.Envelope12("")), MessageVersion.Default, owner, 1000);
        Assert.Equal(0, owner.Released);
        message.Close();
        message.Close();
        Assert.Equal(1, owner.Released);
    }

    [Fact]
    public void The_owner_gets_its_reader_back_once_when_the_envelope_is_malformed()
    {
        var owner = new Owner();
        Assert.Throws<XmlException>(() => new ReceivedMessage(Wire.TextReader("<x/>"), MessageVersion.Default, owner, 1000));
        Assert.Equal(1, owner.Released);
    }

    [Fact]
    public void The_reader_at_the_body_is_the_reader_that_the_encoder_gave()
    {
        var given = Wire.TextReader(Wire.Envelope12("<a:Action>x</a:Action>", "<b xmlns='urn:t'>1</b><c xmlns='urn:t'/>"));
        using var message = new ReceivedMessage(given, MessageVersion.Default, null, 1000);
        var reader = message.GetReaderAtBodyContents();
        Assert.Same(given, reader);
        Assert.Equal("b", reader.LocalName);
    }

    [Fact]
    public void A_copy_gives_the_message_as_often_as_wanted()
    {
        using var message = Wire.RoundTrip(Message.CreateMessage(MessageVersion.Default, "urn:a", "body"));
        message.Properties["mine"] = 5;
        using var buffer = message.CreateBufferedCopy(int.MaxValue);
        message.Close();

        for (var i = 0; i < 3; i++)
        {
            using var copy = buffer.CreateMessage();
            Assert.Equal(5, copy.Properties["mine"]);
            copy.Properties["mine"] = i;
            copy.Headers.Action = "urn:" + i;
            Assert.Equal("body", copy.GetBody<string>());
        }

        using var last = buffer.CreateMessage();
        Assert.Equal("urn:a", last.Headers.Action);
        buffer.Close();
        Assert.Throws<ObjectDisposedException>(buffer.CreateMessage);
    }

    [Fact]
    public void A_copy_is_written_as_binary_soap()
    {
        using var message = Message.CreateMessage(MessageVersion.Default, "urn:a", "body");
        using var buffer = message.CreateBufferedCopy(1000);
        using var stream = new MemoryStream();
        buffer.WriteMessage(stream);

        Assert.Equal("application/soap+msbin1", buffer.MessageContentType);
        using var copy = Wire.FromBinary(stream.ToArray(), MessageVersion.Default);
        Assert.Equal("body", copy.GetBody<string>());
        Assert.Throws<NotSupportedException>(buffer.CreateNavigator);
    }

    [Fact]
    public void A_copy_larger_than_its_quota_is_refused()
    {
        using var message = Wire.RoundTrip(Message.CreateMessage(MessageVersion.Default, "urn:a", new string('x', 5000)));
        Assert.Throws<QuotaExceededException>(() => message.CreateBufferedCopy(1000));
    }

    [Fact]
    public void Namespaces_around_the_body_keep_their_meaning_in_a_copy()
    {
        const string Xml = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:q='urn:q'><s:Body Id='b1'><v xmlns='urn:t' t='q:name'/></s:Body></s:Envelope>";
        using var message = Wire.FromText(Xml, MessageVersion.Soap12);
        Assert.Equal("b1", message.GetBodyAttribute("Id", ""));
        using var buffer = message.CreateBufferedCopy(int.MaxValue);
        using var copy = buffer.CreateMessage();
        Assert.Equal("b1", copy.GetBodyAttribute("Id", ""));
        using var reader = copy.GetReaderAtBodyContents();
        Assert.Equal("urn:q", reader.LookupNamespace("q"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_received_message_shows_its_body_to_people_when_it_is_in_memory(bool isBuffered)
    {
        var owner = new Owner { IsBuffered = isBuffered };
        var message = new ReceivedMessage(Wire.TextReader(Wire.Envelope12("", "<v xmlns='urn:t'>seen</v>")), MessageVersion.Default, owner, 1000);
        for (var i = 0; i < 2; i++)
        {
            Assert.Contains(isBuffered ? ">seen<" : "... stream ...", message.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(MessageState.Created, message.State);
        using var buffer = message.CreateBufferedCopy(1000);
        message.Close();
        Assert.Equal(1, owner.Released);
        using var copy = buffer.CreateMessage();
        Assert.Contains(">seen<", copy.ToString(), StringComparison.Ordinal);
        using var reader = copy.GetReaderAtBodyContents();
        Assert.Equal("seen", reader.ReadElementContentAsString());
    }

    [Fact]
    public void A_fault_from_a_reader_is_a_fault()
    {
        using var message = Message.CreateMessage(
            MessageVersion.Soap12, null, Wire.TextReader("<s:Fault xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>"));
        Assert.True(message.IsFault);
    }

    [Fact]
    public void A_body_from_a_reader_is_written_once()
    {
        using var message = Message.CreateMessage(MessageVersion.Soap12, null, Wire.TextReader("<a/>"));
        Assert.Contains("... stream ...", message.ToString(), StringComparison.Ordinal);
        Assert.Contains("<s:Body><a/></s:Body>", Wire.ToText(message), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_from_a_reader_can_be_copied()
    {
        using var message = Message.CreateMessage(MessageVersion.Soap12, null, Wire.TextReader("<a>1</a>"));
        using var buffer = message.CreateBufferedCopy(1000);
        using var first = buffer.CreateMessage();
        using var second = buffer.CreateMessage();
        Assert.Equal(Wire.ToText(first), Wire.ToText(second));
    }

    [Fact]
    public void A_body_is_read_with_the_serializer_that_is_given()
    {
        var serializer = new DataContractSerializer(typeof(int), "number", "urn:n");
        using var message = Message.CreateMessage(MessageVersion.Default, "urn:a", 42, serializer);
        Assert.Equal(42, message.GetBody<int>(serializer));
    }

    [Fact]
    public void More_than_one_object_in_the_body_is_noticed()
    {
        using var message = Wire.FromText(
            Wire.Envelope12("", "<string xmlns='http://schemas.microsoft.com/2003/10/Serialization/'>a</string><more/>"), MessageVersion.Default);
        Assert.Throws<XmlException>(() => message.GetBody<string>());
    }

    [Fact]
    public void Plain_xml_is_a_body_without_envelope()
    {
        using var message = Wire.FromText("<?xml version='1.0'?><a>1</a>", MessageVersion.None);
        message.Headers.Action = "urn:from-http";
        message.Headers.To = new Uri("http://localhost/");
        Assert.False(message.IsEmpty);
        Assert.Equal("urn:from-http", message.Headers.Action);
        Assert.Equal("<a>1</a>", Wire.ToText(message));
    }

    [Fact]
    public void The_parts_of_a_message_can_be_written_one_by_one()
    {
        using var message = Message.CreateMessage(MessageVersion.Soap12, null, Wire.TextReader("<a/>"));
        var text = Wire.ToText(writer =>
        {
            message.WriteStartEnvelope(writer);
            message.WriteStartBody(writer);
            message.WriteBodyContents(writer);
            writer.WriteEndElement();
            writer.WriteEndElement();
        });
        Assert.Equal("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body><a/></s:Body></s:Envelope>", text);
    }

    [Fact]
    public void Versions_are_found_by_their_parts()
    {
        Assert.Same(MessageVersion.Soap12WSAddressing10, MessageVersion.CreateVersion(EnvelopeVersion.Soap12));
        Assert.Same(MessageVersion.Soap11, MessageVersion.CreateVersion(EnvelopeVersion.Soap11, AddressingVersion.None));
        Assert.Same(MessageVersion.None, MessageVersion.CreateVersion(EnvelopeVersion.None, AddressingVersion.None));
        Assert.Throws<ArgumentException>(() => MessageVersion.CreateVersion(EnvelopeVersion.None, AddressingVersion.WSAddressing10));
    }

    private sealed class Owner : IReceivedMessageOwner
    {
        public int Released { get; private set; }

        public bool IsBuffered { get; init; }

        public void Release(XmlDictionaryReader? reader)
        {
            Released++;
            reader?.Close();
        }
    }
}
