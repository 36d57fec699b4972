using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Encoders;

public class QuotaTests
{
    public static TheoryData<string> Encoders() => ["text", "binary", "binary session", "mtom"];

    private static (MessageEncoder Sender, MessageEncoder Receiver) Create(string encoder, XmlDictionaryReaderQuotas? quotas = null)
    {
        // A null quota leaves the defaults.
        MessageEncodingBindingElement element = encoder switch
        {
            "text" => new TextMessageEncodingBindingElement(),
            "mtom" => new MtomMessageEncodingBindingElement(),
            _ => new BinaryMessageEncodingBindingElement(),
        };
        if (quotas is not null)
        {
            switch (element)
            {
                case TextMessageEncodingBindingElement text:
                    text.ReaderQuotas = quotas;
                    break;
                case MtomMessageEncodingBindingElement mtom:
                    mtom.ReaderQuotas = quotas;
                    break;
                case BinaryMessageEncodingBindingElement binary:
                    binary.ReaderQuotas = quotas;
                    break;
            }
        }

        var isSession = encoder.Contains("session", StringComparison.Ordinal);
        MessageEncoder NewEncoder() => isSession
            ? element.CreateMessageEncoderFactory().CreateSessionEncoder()
            : element.CreateMessageEncoderFactory().Encoder;
        return (NewEncoder(), NewEncoder());
    }

    private static Message Text(int length) =>
        EncoderTesting.CreateMessage(MessageVersion.Default, writer => writer.WriteElementString("x", new string('x', length)));

    private static Message Nested(int depth) => EncoderTesting.CreateMessage(MessageVersion.Default, writer =>
    {
        for (var i = 0; i < depth; i++)
        {
            writer.WriteStartElement("x");
        }

        for (var i = 0; i < depth; i++)
        {
            writer.WriteEndElement();
        }
    });

    private static Message Bytes(int length) => EncoderTesting.CreateMessage(MessageVersion.Default, writer =>
    {
        writer.WriteStartElement("x");
        writer.WriteBase64(new byte[length], 0, length);
        writer.WriteEndElement();
    });

    private static string Failure(string encoder, Message message, Func<Message, object> read, XmlDictionaryReaderQuotas? quotas = null)
    {
        var (sender, receiver) = Create(encoder, quotas);
        var bytes = EncoderTesting.Write(sender, message);
        var buffers = new CountingBufferManager();
        var received = receiver.ReadMessage(buffers.Lend(bytes), buffers);
        var exception = Assert.Throws<XmlException>(() => read(received));
        received.Close();
        Assert.Equal(0, buffers.Outstanding);
        return exception.Message;
    }

    private static T Success<T>(string encoder, Message message, Func<Message, T> read)
    {
        var (sender, receiver) = Create(encoder);
        return EncoderTesting.Read(receiver, EncoderTesting.Write(sender, message), read);
    }

    private static object ReadAll(Message message)
    {
        using var reader = message.GetReaderAtBodyContents();
        while (reader.Read())
        {
        }

        return message;
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void The_default_string_length_is_8192(string encoder)
    {
        Assert.Equal(8192, Success(encoder, Text(8192), EncoderTesting.ReadText).Length);
        Assert.Contains("MaxStringContentLength", Failure(encoder, Text(8193), EncoderTesting.ReadText), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void The_default_array_length_is_16384(string encoder)
    {
        Assert.Equal(16384, Success(encoder, Bytes(16384), EncoderTesting.ReadBytes).Length);
        Assert.Contains("MaxArrayLength", Failure(encoder, Bytes(16385), EncoderTesting.ReadBytes), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void The_default_depth_is_32_with_envelope_and_body(string encoder)
    {
        Success(encoder, Nested(30), ReadAll);
        Assert.Contains("MaxDepth", Failure(encoder, Nested(31), ReadAll), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void A_changed_quota_is_obeyed(string encoder) => Assert.Contains(
        "MaxStringContentLength",
        Failure(encoder, Text(101), EncoderTesting.ReadText, new XmlDictionaryReaderQuotas { MaxStringContentLength = 100 }),
        StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Encoders))]
    public void A_message_larger_than_may_be_sent_is_not_written(string encoder)
    {
        foreach (var size in (int[])[10, 100, 5000, 100_000])
        {
            var exact = EncoderTesting.Write(Create(encoder).Sender, Text(size)).Length;
            EncoderTesting.Write(Create(encoder).Sender, Text(size), exact, offset: 9);
            foreach (var max in (int[])[exact - 1, exact / 2, 0])
            {
                var buffers = new CountingBufferManager();
                var exception = Assert.Throws<CommunicationException>(
                    () => Create(encoder).Sender.WriteMessage(Text(size), max, buffers, 9));
                Assert.IsType<QuotaExceededException>(exception.InnerException);
                Assert.Contains($"{max} bytes", exception.Message, StringComparison.Ordinal);
                Assert.Contains("MaxReceivedMessageSize", exception.Message, StringComparison.Ordinal);
                Assert.Equal(0, buffers.Outstanding);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void A_body_that_fails_to_write_gives_the_buffer_back_and_the_next_message_works(string encoder)
    {
        var (sender, receiver) = Create(encoder);
        var buffers = new CountingBufferManager();
        var failing = EncoderTesting.CreateMessage(MessageVersion.Default, writer =>
        {
            writer.WriteStartElement("x");
            writer.WriteBase64(new byte[2000], 0, 2000);
            throw new InvalidTimeZoneException("The body writer's own error.");
        });

        Assert.Throws<InvalidTimeZoneException>(() => sender.WriteMessage(failing, int.MaxValue, buffers));

        Assert.Equal(0, buffers.Outstanding);
        Assert.Equal("xxx", EncoderTesting.Read(receiver, EncoderTesting.Write(sender, Text(3)), EncoderTesting.ReadText));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("binary")]
    [InlineData("mtom")]
    public async Task Headers_of_a_stream_are_limited(string encoder)
    {
        var (sender, receiver) = Create(encoder, XmlDictionaryReaderQuotas.Max);
        var message = Text(10);
        message.Headers.Add(MessageHeader.CreateHeader("h", "urn:h", new string('h', 5000)));
        var bytes = EncoderTesting.Write(sender, message);
        var input = new TrickleStream(bytes);

        var exception = await Assert.ThrowsAsync<CommunicationException>(async () => await receiver.ReadMessageAsync(input, 3000, null));
        var received = await receiver.ReadMessageAsync(new TrickleStream(bytes), 30_000, null);

        Assert.IsType<QuotaExceededException>(exception.InnerException);
        Assert.Contains("MaxBufferSize", exception.Message, StringComparison.Ordinal);
        Assert.True(input.IsDisposed);
        Assert.Equal("xxxxxxxxxx", EncoderTesting.ReadText(received));
        received.Close();
    }

    [Theory]
    [InlineData("text")]
    [InlineData("binary")]
    [InlineData("mtom")]
    public async Task The_body_of_a_stream_is_not_limited_by_the_headers_size(string encoder)
    {
        var (sender, receiver) = Create(encoder, XmlDictionaryReaderQuotas.Max);
        var bytes = EncoderTesting.Write(sender, Text(500_000));

        var received = await receiver.ReadMessageAsync(new TrickleStream(bytes, piece: 20_000), 4096, null);

        Assert.Equal(500_000, EncoderTesting.ReadText(received).Length);
        received.Close();
    }

    [Fact]
    public async Task Waiting_for_a_stream_can_be_given_up()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        var (sender, receiver) = Create("text");
        var input = new TrickleStream("<x/>"u8.ToArray());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await receiver.ReadMessageAsync(input, 4096, null, cancellation.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await sender.WriteMessageAsync(Text(1), new TrickleStream(), cancellation.Token));
        Assert.True(input.IsDisposed);
    }

    [Fact]
    public void Headers_that_grow_when_they_are_kept_are_limited()
    {
        // Each header would be kept with all the declarations around it.
        var text = new StringBuilder("<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"");
        for (var i = 0; i < 50; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $" xmlns:p{i}=\"urn:{new string('n', 60)}{i}\"");
        }

        text.Append("><s:Header>");
        for (var i = 0; i < 2000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"<p{i % 50}:h/>");
        }

        text.Append("</s:Header><s:Body/></s:Envelope>");
        var encoder = EncoderTesting.Text(MessageVersion.Default).Encoder;

        var exception = EncoderTesting.ReadFails<CommunicationException>(encoder, Encoding.UTF8.GetBytes(text.ToString()));

        Assert.NotNull(exception);
    }
}
