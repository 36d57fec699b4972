using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

/// <summary>A received message shows its envelope again, as it came.</summary>
public class EnvelopeTests
{
    private static readonly byte[] _attachment = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];

    public static TheoryData<string> Encoders() => ["text", "UTF-16", "binary", "binary session", "binary compressed", "mtom", "text to mtom"];

    [Theory]
    [MemberData(nameof(Encoders))]
    public void It_can_be_read_before_while_and_after_the_body_is_read(string name)
    {
        var (writer, reader) = Create(name);
        for (var i = 0; i < 2; i++)
        {
            var outgoing = NewMessage(writer.MessageVersion);
            var contentType = writer.GetContentType(outgoing);
            EncoderTesting.Read(
                reader,
                EncoderTesting.Write(writer, outgoing),
                message =>
                {
                    Check(message);
                    using (var body = message.GetReaderAtBodyContents())
                    {
                        Check(message);
                        Assert.Equal(new string('x', 3000), body.ReadElementContentAsString());
                        Assert.Equal(_attachment, body.ReadElementContentAsBase64());
                    }

                    Check(message);
                    return 0;
                },
                name.EndsWith("mtom", StringComparison.Ordinal) ? contentType : null);
        }
    }

    [Fact]
    public void A_second_reader_may_be_opened_while_the_first_is_still_in_use()
    {
        var encoder = EncoderTesting.Text(MessageVersion.Soap12WSAddressing10).Encoder;
        EncoderTesting.Read(
            encoder,
            EncoderTesting.Write(encoder, NewMessage(encoder.MessageVersion)),
            message =>
            {
                using var first = message.OpenEnvelope()!;
                Check(message);
                Assert.Equal("Envelope", first.LocalName);
                return 0;
            });
    }

    [Fact]
    public void The_quotas_of_the_encoder_count_for_it()
    {
        var encoder = EncoderTesting.Text(MessageVersion.Soap12WSAddressing10, quotas: new XmlDictionaryReaderQuotas { MaxDepth = 7, MaxStringContentLength = 10_000 }).Encoder;
        EncoderTesting.Read(
            encoder,
            EncoderTesting.Write(encoder, NewMessage(encoder.MessageVersion)),
            message =>
            {
                using var envelope = message.OpenEnvelope()!;
                Assert.Equal(7, envelope.Quotas.MaxDepth);
                return 0;
            });
    }

    [Fact]
    public void There_is_none_of_a_message_that_this_process_made_or_that_has_no_headers_but_the_usual()
    {
        var encoder = EncoderTesting.Text(MessageVersion.Soap12WSAddressing10).Encoder;
        Assert.Null(NewMessage(encoder.MessageVersion).OpenEnvelope());
        var usual = Message.CreateMessage(encoder.MessageVersion, "urn:a", "x");
        usual.Headers.MessageId = new UniqueId();
        usual.Headers.To = new Uri("http://localhost/");
        Assert.Null(EncoderTesting.Read(encoder, EncoderTesting.Write(encoder, usual), message => message.OpenEnvelope()));
    }

    [Fact]
    public void It_cannot_be_had_of_a_closed_message()
    {
        var encoder = EncoderTesting.Text(MessageVersion.Soap12WSAddressing10).Encoder;
        var message = EncoderTesting.Read(encoder, EncoderTesting.Write(encoder, NewMessage(encoder.MessageVersion)), message => message);
        Assert.Throws<ObjectDisposedException>(message.OpenEnvelope);
    }

    private static void Check(Message message)
    {
        using var reader = message.OpenEnvelope();
        Assert.NotNull(reader);
        Assert.Equal("Envelope", reader.LocalName);
        reader.ReadStartElement();
        reader.MoveToContent();
        Assert.True(reader.IsStartElement("Header", message.Version.Envelope.Namespace.Value));
        reader.ReadToFollowing("secret", "urn:h");
        Assert.Equal("value", reader.ReadElementContentAsString());
        reader.ReadToFollowing("text", "urn:t");
        Assert.Equal(new string('x', 3000), reader.ReadElementContentAsString());
        using var bytes = new MemoryStream();
        reader.ReadStartElement("bytes", "urn:t");
        var piece = new byte[1000];
        int count;
        while ((count = reader.ReadContentAsBase64(piece, 0, piece.Length)) > 0)
        {
            bytes.Write(piece, 0, count);
        }

        Assert.Equal(_attachment, bytes.ToArray());
    }

    private static Message NewMessage(MessageVersion version)
    {
        var message = EncoderTesting.CreateMessage(version, writer =>
        {
            writer.WriteElementString("text", "urn:t", new string('x', 3000));
            writer.WriteStartElement("bytes", "urn:t");
            writer.WriteBase64(_attachment, 0, _attachment.Length);
            writer.WriteEndElement();
        });
        message.Headers.Add(MessageHeader.CreateHeader("secret", "urn:h", "value"));
        return message;
    }

    private static (MessageEncoder Writer, MessageEncoder Reader) Create(string name)
    {
        var version = MessageVersion.Soap12WSAddressing10;
        var factory = name switch
        {
            "text" => EncoderTesting.Text(version),
            "UTF-16" => EncoderTesting.Text(version, Encoding.Unicode),
            "binary" or "binary session" => EncoderTesting.Binary(),
            "binary compressed" => EncoderTesting.Binary(compression: CompressionFormat.GZip),
            "text to mtom" => EncoderTesting.Text(version),
            _ => EncoderTesting.Mtom(version),
        };
        return name switch
        {
            "binary session" => (factory.CreateSessionEncoder(), factory.CreateSessionEncoder()),
            "text to mtom" => (factory.Encoder, EncoderTesting.Mtom(version).Encoder),
            _ => (factory.Encoder, factory.Encoder),
        };
    }
}
