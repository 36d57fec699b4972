using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Parley.Channels.Tests.Encoders;

/// <summary>Conversations that other implementations really had.</summary>
public class CaptureTests
{
    private static string ToXml(Message message)
    {
        var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false))
        {
            message.WriteMessage(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    // Whether an element without content is written with one tag or two does not matter.
    private static void AssertSameXml(string expected, string actual) => Assert.Equal(Normalize(expected), Normalize(actual));

    private static string Normalize(string xml) => XDocument.Parse(xml.Replace("></WhoAmI>", "/>", StringComparison.Ordinal)).ToString();

    [Theory]
    [InlineData("netfx-nettcp", "c2s", 5)]
    [InlineData("netfx-nettcp", "s2c", 4)]
    [InlineData("netfx-nettcp-duplex", "c2s", 3)]
    [InlineData("netfx-nettcp-duplex", "s2c", 3)]
    public void Binary_sessions_of_dotnet_framework_decode_as_an_independent_decoder_decodes_them(string folder, string side, int count)
    {
        var envelopes = CaptureFiles.Envelopes(CaptureFiles.Join(folder, $"*-{side}.bin"));
        var expected = CaptureFiles.DecodedMessages(folder, $"conn1-{side}.decoded.txt");
        var encoder = EncoderTesting.Binary().CreateSessionEncoder();

        Assert.Equal(count, envelopes.Count);
        Assert.Equal(count, expected.Count);
        for (var i = 0; i < count; i++)
        {
            AssertSameXml(expected[i], EncoderTesting.Read(encoder, envelopes[i], ToXml, "application/soap+msbinsession1"));
        }
    }

    [Fact]
    public void Binary_sessions_of_dotnet_decode()
    {
        var client = EncoderTesting.Binary().CreateSessionEncoder();
        var service = EncoderTesting.Binary().CreateSessionEncoder();

        foreach (var (encoder, file, action, sum) in (ReadOnlySpan<(MessageEncoder, string, string, string)>)
            [
                (client, "01-c2s-Add.bin", "http://interop.example/calc/ICalc/Add", "110"),
                (service, "02-s2c-AddResponse.bin", "http://interop.example/calc/ICalc/AddResponse", "11"),
                (client, "03-c2s-Add.bin", "http://interop.example/calc/ICalc/Add", "210"),
                (service, "04-s2c-AddResponse.bin", "http://interop.example/calc/ICalc/AddResponse", "12"),
            ])
        {
            AssertMessage(encoder, CaptureFiles.ReadAll("dotnet-client-nettcp", file), action, sum, null);
        }
    }

    [Fact]
    public void Binary_sessions_of_mono_decode()
    {
        var client = EncoderTesting.Binary().CreateSessionEncoder();
        var service = EncoderTesting.Binary().CreateSessionEncoder();
        var requests = CaptureFiles.Envelopes(CaptureFiles.ReadAll("mono-nettcp", "conn-1.c2s.bin"));
        var replies = CaptureFiles.Envelopes(CaptureFiles.ReadAll("mono-nettcp", "conn-1.s2c.bin"));

        Assert.Equal(3, requests.Count);
        Assert.Equal(3, replies.Count);
        AssertMessage(client, requests[0], "urn:peer:calc/ICalc/Add", "402", null);
        AssertMessage(service, replies[0], "urn:peer:calc/ICalc/AddResponse", "42", null);
        AssertMessage(client, requests[1], "urn:peer:calc/ICalc/Echo", "hello <&> é", null);
        AssertMessage(service, replies[1], "urn:peer:calc/ICalc/EchoResponse", "echo:hello <&> é", null);
        AssertMessage(client, requests[2], "urn:peer:calc/ICalc/Add", "-53", null);
        AssertMessage(service, replies[2], "urn:peer:calc/ICalc/AddResponse", "-2", null);
    }

    [Theory]
    [InlineData("001-req", "urn:peer:calc/ICalc/Add", "402")]
    [InlineData("001-resp", "urn:peer:calc/ICalc/AddResponse", "42")]
    [InlineData("002-req", "urn:peer:calc/ICalc/Echo", "hello <&> é")]
    [InlineData("002-resp", "urn:peer:calc/ICalc/EchoResponse", "echo:hello <&> é")]
    [InlineData("003-req", "urn:peer:calc/ICalc/Add", "-53")]
    [InlineData("003-resp", "urn:peer:calc/ICalc/AddResponse", "-2")]
    public void Http_messages_of_mono_decode(string file, string action, string body)
    {
        var (binaryType, binary) = CaptureFiles.Http(CaptureFiles.ReadAll("mono-binary-http", file + ".http"));
        var (textType, text) = CaptureFiles.Http(CaptureFiles.ReadAll("mono-basic-http", file + ".http"));

        AssertMessage(EncoderTesting.Binary().Encoder, binary, action, body, binaryType);
        AssertMessage(EncoderTesting.Text(MessageVersion.Soap11).Encoder, text, null, body, textType);
        AssertMessage(EncoderTesting.Mtom(MessageVersion.Soap11).Encoder, text, null, body, textType);
    }

    [Theory]
    [InlineData("01-request", "IEcho/Echo", "hello")]
    [InlineData("01-response", "IEcho/EchoResponse", "echo:hello")]
    [InlineData("02-request", "IEcho/Add", "23")]
    [InlineData("02-response", "IEcho/AddResponse", "5")]
    [InlineData("03-request", "IEcho/WhoAmI", "")]
    [InlineData("03-response", "IEcho/WhoAmIResponse", "(none)")]
    [InlineData("04-request", "IEcho/Fail", "planned")]
    [InlineData("04-response", null, "a:MyCodeplanned")]
    public void Text_messages_of_dotnet_framework_decode_and_are_written_the_same(string file, string? action, string body)
    {
        var contentType = CaptureFiles.ReadText("netfx-wshttp", file + ".headers.txt").Split("\r\n")
            .Single(line => line.StartsWith("Content-Type: ", StringComparison.Ordinal))["Content-Type: ".Length..];
        var bytes = CaptureFiles.ReadAll("netfx-wshttp", file + ".xml");
        var encoder = EncoderTesting.Text(MessageVersion.Default).Encoder;

        AssertMessage(encoder, bytes, action is null ? null : "http://tempuri.org/peer/" + action, body, contentType);
        var again = EncoderTesting.Read(encoder, bytes, message => EncoderTesting.Write(encoder, message), contentType);
        AssertSameXml(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(again));
    }

    [Fact]
    public void The_first_messages_of_a_binary_session_are_written_byte_by_byte_as_dotnet_framework_writes_them()
    {
        var names = new XmlDictionary();
        var ns = names.Add("http://tempuri.org/peer");
        var to = new Uri("net.tcp://localhost:29002/nettcp-none");
        var envelopes = CaptureFiles.Envelopes(CaptureFiles.Join("netfx-nettcp", "*-c2s.bin"));
        var encoder = EncoderTesting.Binary().CreateSessionEncoder();

        AssertSameBytes(envelopes[0], Request("Echo", "c854428e-098b-4c80-8a60-bf4466776b4e", ("s", "hello")));
        AssertSameBytes(envelopes[1], Request("Add", "08ccf971-4e18-4959-a827-2e45e62cc588", ("a", 2), ("b", 3)));
        AssertSameBytes(envelopes[2], Request("WhoAmI", "529b0030-6be0-4dcb-abe6-d12575c3801f"));
        AssertSameBytes(envelopes[3], Request("Fail", "087558d2-688e-4cb3-b6d5-85c231904ddd", ("m", "planned")));

        Message Request(string operation, string messageId, params (string Name, object Value)[] parameters)
        {
            var message = Message.CreateMessage(MessageVersion.Default, names.Add("http://tempuri.org/peer/IEcho/" + operation), new DelegateBodyWriter(writer =>
            {
                writer.WriteStartElement(null, names.Add(operation), ns);
                foreach (var (name, value) in parameters)
                {
                    writer.WriteStartElement(null, names.Add(name), ns);
                    writer.WriteValue(value);
                    writer.WriteEndElement();
                }

                writer.WriteEndElement();
            }));
            message.Headers.MessageId = new UniqueId(new Guid(messageId));
            message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
            message.Headers.To = to;
            return message;
        }

        void AssertSameBytes(byte[] expected, Message message) =>
            Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(EncoderTesting.Write(encoder, message)));
    }

    private static void AssertMessage(MessageEncoder encoder, byte[] bytes, string? action, string body, string? contentType)
    {
        var (actualAction, actualBody) = EncoderTesting.Read(
            encoder,
            bytes,
            message =>
            {
                var read = action is null ? null : message.Headers.Action;
                using var reader = message.GetReaderAtBodyContents();
                return (read, XElement.Load(reader.ReadSubtree()).Value);
            },
            contentType);
        Assert.Equal(action, actualAction);
        Assert.Equal(body, actualBody);
    }
}
