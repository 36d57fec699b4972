using System.Xml;

namespace Parley.Channels.Tests.Encoders;

/// <summary>Messages whose headers are written and read without an XML reader or writer are the same as all others.</summary>
public class UsualHeadTests
{
    private static readonly Uri _to = new("net.tcp://localhost:9000/service");
    private static readonly UniqueId _first = new(new Guid("11111111-2222-3333-4444-555555555555"));
    private static readonly UniqueId _second = new(new Guid("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"));

    [Fact]
    public void The_second_request_has_the_bytes_that_the_XML_writer_writes()
    {
        var fast = EncoderTesting.Binary().CreateSessionEncoder();
        var plain = EncoderTesting.Binary().CreateSessionEncoder();
        var strings = new XmlDictionary();
        var action = new ActionHeader(strings.Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);

        Assert.Equal(EncoderTesting.Write(plain, Plain(Request(NewAction(), _first))), EncoderTesting.Write(fast, Request(action, _first)));
        Assert.Equal(EncoderTesting.Write(plain, Plain(Request(NewAction(), _second))), EncoderTesting.Write(fast, Request(action, _second)));
        Assert.Equal(
            EncoderTesting.Write(plain, Plain(Request(NewAction(), _first, "new", strings))),
            EncoderTesting.Write(fast, Request(action, _first, "new", strings)));

        ActionHeader NewAction() => new(strings.Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);
    }

    [Fact]
    public void The_second_reply_has_the_bytes_that_the_XML_writer_writes()
    {
        var fast = EncoderTesting.Binary().CreateSessionEncoder();
        var plain = EncoderTesting.Binary().CreateSessionEncoder();
        var action = new ActionHeader(new XmlDictionary().Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);

        Assert.Equal(EncoderTesting.Write(plain, Plain(Reply(action, _first))), EncoderTesting.Write(fast, Reply(action, _first)));
        Assert.Equal(EncoderTesting.Write(plain, Plain(Reply(action, _second))), EncoderTesting.Write(fast, Reply(action, _second)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_message_of_a_session_is_read_with_its_own_identifiers(int messages)
    {
        var sender = EncoderTesting.Binary().CreateSessionEncoder();
        var receiver = EncoderTesting.Binary().CreateSessionEncoder();
        var action = new ActionHeader(new XmlDictionary().Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);
        for (var i = 0; i < messages; i++)
        {
            var id = new UniqueId();
            EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Request(action, id)), message =>
            {
                Assert.Equal(EncoderTesting.Action, message.Headers.Action);
                Assert.Equal(id, message.Headers.MessageId);
                Assert.Equal(_to, message.Headers.To);
                Assert.True(message.Headers.ReplyTo!.IsAnonymous);
                Assert.Null(message.Headers.GetHeadersNotUnderstood());
                Assert.Equal(4, message.Headers.Count);
                Assert.Equal("hello", EncoderTesting.ReadText(message));
                return 0;
            });
        }
    }

    [Fact]
    public void A_message_with_one_more_header_is_not_mistaken_for_one_without()
    {
        var sender = EncoderTesting.Binary().CreateSessionEncoder();
        var receiver = EncoderTesting.Binary().CreateSessionEncoder();
        var action = new ActionHeader(new XmlDictionary().Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);
        EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Request(action, _first)), EncoderTesting.ReadText);

        var richer = Request(action, _second);
        richer.Headers.Add(MessageHeader.CreateHeader("Tenant", "urn:test", "blue"));
        var tenant = EncoderTesting.Read(
            receiver, EncoderTesting.Write(sender, richer), message => message.Headers.GetHeader<string>("Tenant", "urn:test"));

        Assert.Equal("blue", tenant);
        Assert.Equal("hello", EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Request(action, _first)), EncoderTesting.ReadText));
    }

    [Fact]
    public void A_message_identifier_that_is_no_uuid_is_written_as_text()
    {
        var sender = EncoderTesting.Binary().CreateSessionEncoder();
        var receiver = EncoderTesting.Binary().CreateSessionEncoder();
        var action = new ActionHeader(new XmlDictionary().Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);
        EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Request(action, _first)), EncoderTesting.ReadText);

        var id = new UniqueId("urn:test:message-7");
        Assert.Equal(id, EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Request(action, id)), message => message.Headers.MessageId));
    }

    [Fact]
    public void An_identifier_that_the_session_lacks_is_refused()
    {
        var sender = EncoderTesting.Binary().CreateSessionEncoder();
        var action = new ActionHeader(new XmlDictionary().Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);
        EncoderTesting.Write(sender, Request(action, _first));
        var second = EncoderTesting.Write(sender, Request(action, _second));

        EncoderTesting.ReadFails<XmlException>(EncoderTesting.Binary().CreateSessionEncoder(), second);
    }

    /// <summary>The same message in a form that leaves no way but the XML writer.</summary>
    private static ForwardedMessage Plain(Message message) => new(message);

    private static BodyWriterMessage Request(ActionHeader action, UniqueId id, string name = "root", XmlDictionary? strings = null)
    {
        var message = new BodyWriterMessage(MessageVersion.Default, action, new DelegateBodyWriter(writer =>
        {
            if (strings is null)
            {
                writer.WriteElementString(name, "hello");
            }
            else
            {
                writer.WriteStartElement(null, strings.Add(name), XmlDictionaryString.Empty);
                writer.WriteEndElement();
            }
        }));
        message.Headers.MessageId = id;
        message.Headers.SetAnonymousReplyTo();
        message.Headers.To = _to;
        return message;
    }

    private static BodyWriterMessage Reply(ActionHeader action, UniqueId id)
    {
        var message = new BodyWriterMessage(
            MessageVersion.Default, action, new DelegateBodyWriter(writer => writer.WriteElementString("root", "hello")));
        message.Headers.RelatesTo = id;
        message.Headers.To = EndpointAddress.AnonymousUri;
        return message;
    }

    /// <summary>A message of a user's own class, which the encoder knows nothing about.</summary>
    private sealed class ForwardedMessage(Message inner) : Message
    {
        public override MessageHeaders Headers => inner.Headers;

        public override MessageProperties Properties => inner.Properties;

        public override MessageVersion Version => inner.Version;

        protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => inner.WriteBodyContents(writer);
    }
}
