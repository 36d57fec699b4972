using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

/// <summary>Messages whose headers are written and read without an XML reader or writer are the same as all others.</summary>
public class UsualHeadTests
{
    private static readonly Uri _to = new("net.tcp://localhost:9000/service");
    private static readonly UniqueId _first = new(new Guid("11111111-2222-3333-4444-555555555555"));
    private static readonly UniqueId _second = new(new Guid("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"));

    public static TheoryData<string> Encoders() => ["binary session", "text"];

    [Theory]
    [MemberData(nameof(Encoders))]
    public void The_second_request_has_the_bytes_that_the_XML_writer_writes(string encoder)
    {
        var fast = Create(encoder);
        var plain = Create(encoder);
        var strings = new XmlDictionary();
        var action = new ActionHeader(strings.Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);

        Assert.Equal(EncoderTesting.Write(plain, Plain(Request(NewAction(), _first))), EncoderTesting.Write(fast, Request(action, _first)));
        Assert.Equal(EncoderTesting.Write(plain, Plain(Request(NewAction(), _second))), EncoderTesting.Write(fast, Request(action, _second)));
        Assert.Equal(
            EncoderTesting.Write(plain, Plain(Request(NewAction(), _first, "new", strings))),
            EncoderTesting.Write(fast, Request(action, _first, "new", strings)));

        ActionHeader NewAction() => new(strings.Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_head_of_a_request_and_of_a_reply_is_a_usual_one(bool isText)
    {
        var encoder = Create(isText ? "text" : "binary session");
        var action = new ActionHeader(new XmlDictionary().Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);
        EncoderTesting.Write(encoder, Request(action, _first));
        Assert.Equal(4, HeadersFound(EncoderTesting.Write(encoder, Request(action, _second)), isText));
        EncoderTesting.Write(encoder, Reply(action, _first));
        Assert.Equal(3, HeadersFound(EncoderTesting.Write(encoder, Reply(action, _second)), isText));
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void The_second_reply_has_the_bytes_that_the_XML_writer_writes(string encoder)
    {
        var fast = Create(encoder);
        var plain = Create(encoder);
        var action = new ActionHeader(new XmlDictionary().Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);

        Assert.Equal(EncoderTesting.Write(plain, Plain(Reply(action, _first))), EncoderTesting.Write(fast, Reply(action, _first)));
        Assert.Equal(EncoderTesting.Write(plain, Plain(Reply(action, _second))), EncoderTesting.Write(fast, Reply(action, _second)));
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Every_message_is_read_with_its_own_identifiers(string encoder)
    {
        var sender = Create(encoder);
        var receiver = Create(encoder);
        var action = new ActionHeader(new XmlDictionary().Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);
        for (var i = 0; i < 3; i++)
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

    [Theory]
    [MemberData(nameof(Encoders))]
    public void A_message_with_one_more_header_is_not_mistaken_for_one_without(string encoder)
    {
        var sender = Create(encoder);
        var receiver = Create(encoder);
        var action = new ActionHeader(new XmlDictionary().Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);
        EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Request(action, _first)), EncoderTesting.ReadText);

        var richer = Request(action, _second);
        richer.Headers.Add(MessageHeader.CreateHeader("Tenant", "urn:test", "blue"));
        var tenant = EncoderTesting.Read(
            receiver, EncoderTesting.Write(sender, richer), message => message.Headers.GetHeader<string>("Tenant", "urn:test"));

        Assert.Equal("blue", tenant);
        Assert.Equal("hello", EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Request(action, _first)), EncoderTesting.ReadText));
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void A_message_identifier_that_is_no_uuid_is_written_as_it_is(string encoder)
    {
        var sender = Create(encoder);
        var receiver = Create(encoder);
        var action = new ActionHeader(new XmlDictionary().Add(EncoderTesting.Action), AddressingVersion.WSAddressing10);
        EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Request(action, _first)), EncoderTesting.ReadText);

        var id = new UniqueId("urn:test:message-7");
        Assert.Equal(id, EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Request(action, id)), message => message.Headers.MessageId));
    }

    [Theory]
    [InlineData("</a:MessageID>", "x</a:MessageID>")]
    [InlineData("<a:To ", "<a:To  ")]
    [InlineData("s:mustUnderstand=\"1\">urn", "s:mustUnderstand=\"1\"> urn")]
    [InlineData("s:mustUnderstand=\"1\">urn:", "s:mustUnderstand=\"1\">urn&#x3A;")]
    [InlineData("<s:Body>", "<s:Body xmlns:b=\"urn:b\">")]
    [InlineData("<s:Body>", "<!-- <s:Body> --><s:Body>")]
    [InlineData("</s:Header>", "<b:Tenant xmlns:b=\"urn:b\">blue</b:Tenant></s:Header>")]
    public void Text_that_differs_from_the_usual_is_read_all_the_same(string usual, string other)
    {
        var encoder = Create("text");
        var action = new ActionHeader(EncoderTesting.Action, AddressingVersion.WSAddressing10);
        var text = Encoding.UTF8.GetString(EncoderTesting.Write(encoder, Request(action, _first)));
        Assert.Contains(usual, text, StringComparison.Ordinal);
        var changed = Encoding.UTF8.GetBytes(text.Replace(usual, other, StringComparison.Ordinal));

        EncoderTesting.Read(encoder, changed, message =>
        {
            Assert.Equal(EncoderTesting.Action, message.Headers.Action);
            Assert.Equal(_to, message.Headers.To);
            Assert.NotNull(message.Headers.MessageId);
            Assert.Equal("hello", EncoderTesting.ReadText(message));
            return 0;
        });
    }

    [Fact]
    public void An_address_that_is_no_text_of_XML_is_refused()
    {
        var encoder = Create("text");
        var text = Encoding.UTF8.GetString(EncoderTesting.Write(encoder, Request(new ActionHeader("urn:x", AddressingVersion.WSAddressing10), _first)));

        EncoderTesting.ReadFails<XmlException>(encoder, Encoding.UTF8.GetBytes(text.Replace(">urn:x<", ">urn:]]><", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<b:Tenant xmlns:b=\"urn:b\">blue</b:Tenant>")]
    public void An_action_longer_than_the_quota_for_texts_is_refused_whatever_else_the_message_has(string header)
    {
        var encoder = EncoderTesting.Text(MessageVersion.Default, quotas: new XmlDictionaryReaderQuotas()).Encoder;
        foreach (var length in (int[])[8000, 8300])
        {
            var text = Encoding.UTF8.GetString(EncoderTesting.Write(encoder, Request(new ActionHeader(new string('a', length), AddressingVersion.WSAddressing10), _first)));
            var bytes = Encoding.UTF8.GetBytes(text.Replace("</s:Header>", header + "</s:Header>", StringComparison.Ordinal));
            EncoderTesting.Read(encoder, bytes, message => length < 8192
                ? message.Headers.Action!.Length
                : Assert.ThrowsAny<MessageHeaderException>(() => message.Headers.Action).Message.Length);
        }
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

    /// <summary>How many headers are found without an XML reader; 0 where one is needed.</summary>
    private static int HeadersFound(byte[] message, bool isText)
    {
        var found = new UsualHeader[UsualHeader.MaxCount];
        int count;

        // A session's message begins with the size of its new strings: none here.
        var size = isText ? UsualTextHead.Find(message, found, out count) : UsualBinaryHead.Find(message.AsSpan(1), found, out count);
        return size == 0 ? 0 : count;
    }

    private static MessageEncoder Create(string encoder) =>
        encoder == "text" ? EncoderTesting.Text(MessageVersion.Default).Encoder : EncoderTesting.Binary().CreateSessionEncoder();

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
