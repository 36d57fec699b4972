using System.Runtime.Serialization;
using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

/// <summary>Messages that an encoder keeps, to write them again and again.</summary>
public class PreservedMessageTests
{
    private static readonly MessageVersion _version = MessageVersion.Soap12WSAddressing10;

    public static TheoryData<string> Encoders() => ["text", "text of SOAP 1.1", "UTF-16", "binary", "binary session", "binary compressed", "mtom"];

    [Theory]
    [MemberData(nameof(Encoders))]
    public void Every_message_made_of_it_says_what_the_first_said(string name)
    {
        var (keeper, writer, reader) = Create(name);
        var texts = new List<string> { "one", new('x', 4000), "\u00e4<&>" };
        var header = new List<int> { 1, 2 };
        var message = NewMessage(keeper.MessageVersion, texts, header);
        var kept = keeper.Preserve(message);
        message.Close();
        texts.Clear();
        header.Clear();

        for (var i = 0; i < 3; i++)
        {
            var attempt = kept.CreateMessage();
            attempt.Headers.MessageId = new UniqueId();
            var contentType = writer.GetContentType(attempt);
            var (body, ids) = EncoderTesting.Read(
                reader, EncoderTesting.Write(writer, attempt), message => (message.GetBody<List<string>>(), message.Headers.GetHeader<List<int>>("ids", "urn:h")), name == "mtom" ? contentType : null);
            Assert.Equal(["one", new('x', 4000), "\u00e4<&>"], body);
            Assert.Equal([1, 2], ids!);
        }
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void It_is_written_like_the_message_itself(string name)
    {
        if (name == "mtom")
        {
            return;
        }

        var (keeper, _, _) = Create(name);
        var plain = EncoderTesting.Write(keeper, NewMessage(keeper.MessageVersion, ["a", "b"], [3]));
        var kept = EncoderTesting.Write(keeper, keeper.Preserve(NewMessage(keeper.MessageVersion, ["a", "b"], [3])).CreateMessage());
        Assert.Equal(Infoset(keeper, plain), Infoset(keeper, kept));
        if (name.StartsWith("text", StringComparison.Ordinal))
        {
            Assert.Equal(Encoding.UTF8.GetString(plain), Encoding.UTF8.GetString(kept));
        }
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void An_empty_body_and_a_fault_stay_what_they_are(string name)
    {
        var (keeper, writer, reader) = Create(name);
        var empty = keeper.Preserve(Message.CreateMessage(keeper.MessageVersion, EncoderTesting.Action)).CreateMessage();
        Assert.True(empty.IsEmpty);
        var fault = keeper.Preserve(Message.CreateMessage(
            keeper.MessageVersion, MessageFault.CreateFault(FaultCode.CreateReceiverFaultCode("Sub", "urn:codes"), "why"), "urn:fault")).CreateMessage();
        Assert.True(fault.IsFault);
        if (name != "mtom")
        {
            Assert.True(EncoderTesting.Read(reader, EncoderTesting.Write(writer, empty), message => message.IsEmpty));
            Assert.Equal("why", EncoderTesting.Read(reader, EncoderTesting.Write(writer, fault), message => MessageFault.CreateFault(message, 65536).Reason.ToString()));
        }
    }

    [Fact]
    public void An_encoder_of_another_form_writes_what_it_says()
    {
        var (text, _, _) = Create("text");
        var (binary, _, _) = Create("binary");
        var kept = text.Preserve(NewMessage(_version, ["a"], [1]));
        Assert.Equal(["a"], EncoderTesting.Read(binary, EncoderTesting.Write(binary, kept.CreateMessage()), message => message.GetBody<List<string>>()));
        kept = binary.Preserve(NewMessage(_version, ["b"], [1]));
        Assert.Equal(["b"], EncoderTesting.Read(text, EncoderTesting.Write(text, kept.CreateMessage()), message => message.GetBody<List<string>>()));
        Assert.Equal(["b"], kept.CreateMessage().GetBody<List<string>>());
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void What_cannot_be_written_throws_at_once(string name)
    {
        var (keeper, _, _) = Create(name);
        var message = Message.CreateMessage(keeper.MessageVersion, EncoderTesting.Action, new List<object> { new PreservedMessageTests() });
        Assert.Throws<SerializationException>(() => keeper.Preserve(message));
    }

    private static (MessageEncoder Keeper, MessageEncoder Writer, MessageEncoder Reader) Create(string name)
    {
        var factory = name switch
        {
            "text" => EncoderTesting.Text(_version),
            "text of SOAP 1.1" => EncoderTesting.Text(MessageVersion.Soap11WSAddressingAugust2004),
            "UTF-16" => EncoderTesting.Text(_version, Encoding.Unicode),
            "binary compressed" => EncoderTesting.Binary(compression: CompressionFormat.GZip),
            "mtom" => EncoderTesting.Mtom(_version),
            _ => EncoderTesting.Binary(),
        };
        return name == "binary session"
            ? (factory.Encoder, factory.CreateSessionEncoder(), factory.CreateSessionEncoder())
            : (factory.Encoder, factory.Encoder, factory.Encoder);
    }

    private static Message NewMessage(MessageVersion version, List<string> texts, List<int> header)
    {
        var message = Message.CreateMessage(version, EncoderTesting.Action, texts);
        message.Headers.To = new Uri("http://localhost/service");
        message.Headers.Add(MessageHeader.CreateHeader("ids", "urn:h", header, mustUnderstand: true));
        return message;
    }

    private static string Infoset(MessageEncoder encoder, byte[] bytes) => EncoderTesting.Read(encoder, bytes, message => message.ToString());
}
