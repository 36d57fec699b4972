using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley.Tests.Formatting;

/// <summary>Bodies of simple values that are written and read without an XML writer and reader are the same as all others.</summary>
public sealed class PlainBodyTests
{
    private const int Rounds = 400;

    [ServiceContract(Namespace = "urn:plain")]
    public interface IPlain
    {
        [OperationContract]
        object?[] All(string text, byte[] bytes, bool flag, int number, long large, short small, ushort positive, sbyte tiny, uint count, Guid id, int? maybe);

        [OperationContract]
        byte[] Echo(byte[] data);

        [OperationContract]
        string Name(string name);
    }

    public static TheoryData<bool> Encodings() => [true, false];

    public static TheoryData<bool, bool> EncodingsAndKeeping() => new() { { true, false }, { true, true }, { false, false }, { false, true } };

    [Theory]
    [MemberData(nameof(EncodingsAndKeeping))]
    public void Every_message_has_the_bytes_that_the_XML_writer_writes(bool isText, bool isKept)
    {
        var harness = FormatterHarness.For<IPlain>("All");
        var random = new Random(1);
        var fast = CreateEncoder(isText);
        var general = CreateEncoder(isText);
        for (var round = 0; round < Rounds; round++)
        {
            var values = RandomValues(random);
            var id = new UniqueId();
            var expected = Write(general, General(Request(harness, id, values)), isKept);
            Assert.Equal(expected, Write(fast, Request(harness, id, values), isKept));
        }
    }

    [Theory]
    [MemberData(nameof(EncodingsAndKeeping))]
    public void Byte_arrays_and_texts_of_every_length_have_the_bytes_that_the_XML_writer_writes(bool isText, bool isKept)
    {
        var echo = FormatterHarness.For<IPlain>("Echo");
        var name = FormatterHarness.For<IPlain>("Name");
        var fast = CreateEncoder(isText);
        var general = CreateEncoder(isText);
        for (var length = 0; length < 450; length++)
        {
            Check(echo, new byte[length]);
            Check(name, new string('x', length));
            Check(name, "0123456789"[..(length % 10)]);
        }

        void Check(FormatterHarness harness, object value)
        {
            var id = new UniqueId();
            Assert.Equal(Write(general, General(Request(harness, id, value)), isKept), Write(fast, Request(harness, id, value), isKept));
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Long_byte_arrays_and_texts_are_read_by_the_XML_reader(bool isText)
    {
        // Beyond its buffer, the binary XML writer may end an element by one byte more.
        var echo = FormatterHarness.For<IPlain>("Echo");
        var name = FormatterHarness.For<IPlain>("Name");
        var fast = CreateEncoder(isText);
        var general = CreateEncoder(isText, isGeneral: true, new XmlDictionaryReaderQuotas { MaxArrayLength = 1 << 20, MaxStringContentLength = 1 << 20 });
        foreach (var length in Enumerable.Range(450, 200).Concat([1023, 4096, 65_535, 65_536, 65_537, 200_000]))
        {
            Check(echo, Enumerable.Range(0, length).Select(i => (byte)i).ToArray());
            Check(name, new string('x', length));
        }

        void Check(FormatterHarness harness, object value)
        {
            using var message = Read(general, Write(fast, Request(harness, new UniqueId(), value)));
            Assert.False(message.TryGetPlainBody(out _));
            var read = new object?[1];
            harness.Service.DeserializeRequest(message, read);
            Assert.Equal(value, read[0]);
        }
    }

    [Theory]
    [MemberData(nameof(EncodingsAndKeeping))]
    public void Every_message_is_read_with_its_values(bool isText, bool isKept)
    {
        var harness = FormatterHarness.For<IPlain>("All");
        var random = new Random(2);
        var sender = CreateEncoder(isText);
        var receiver = CreateEncoder(isText);
        var plain = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var values = RandomValues(random);
            using var message = Read(receiver, Write(sender, Request(harness, new UniqueId(), values), isKept));
            plain += message.TryGetPlainBody(out _) ? 1 : 0;
            var read = new object?[values.Length];
            harness.Service.DeserializeRequest(message, read);
            Assert.Equal(values, read);
        }

        // Most of them went without an XML reader, and some did not.
        Assert.InRange(plain, Rounds / 4, Rounds - 1);
    }

    [Theory]
    [InlineData(true, 11, false)]
    [InlineData(true, 12, true)]
    [InlineData(false, 13, false)]
    [InlineData(false, 14, true)]
    [InlineData(false, 15, true)]
    public void Mutated_bytes_are_read_as_the_XML_reader_reads_them(bool isText, int seed, bool isKept)
    {
        var harness = FormatterHarness.For<IPlain>("All");
        var random = new Random(seed);
        object?[] values = ["a text of some words", new byte[] { 1, 2, 3, 4 }, true, 7, 1L << 40, (short)300, (ushort)2, (sbyte)-1, 9u, Guid.NewGuid(), 5];
        var sender = CreateEncoder(isText);
        var first = Write(sender, Request(harness, new UniqueId(), values), isKept);
        var original = Write(sender, Request(harness, new UniqueId(), values), isKept);
        var body = isText ? Encoding.UTF8.GetString(original).IndexOf("<s:Body>", StringComparison.Ordinal) : original.AsSpan().IndexOf((byte[])[0x56, 0x0E]);
        var accepted = 0;
        for (var round = 0; round < 4000; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var i = random.Next(1, 3); i > 0; i--)
            {
                var place = random.Next(body, bytes.Length);
                bytes[place] = random.Next(3) == 0 ? bytes[random.Next(body, bytes.Length)] : (byte)random.Next(256);
            }

            var expected = TryRead(harness, CreateEncoder(isText, isGeneral: true), first, bytes);
            var actual = TryRead(harness, CreateEncoder(isText), first, bytes);
            Assert.Equal(expected, actual);
            accepted += actual is null ? 0 : 1;
        }

        Assert.InRange(accepted, 1, 3999);
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_plain_message_can_be_shown_copied_and_read_by_a_reader(bool isText)
    {
        var harness = FormatterHarness.For<IPlain>("Name");
        var sender = CreateEncoder(isText);
        var receiver = CreateEncoder(isText);
        Read(receiver, Write(sender, Request(harness, new UniqueId(), "first"))).Close();
        using var message = Read(receiver, Write(sender, Request(harness, new UniqueId(), "second")));

        Assert.True(message.TryGetPlainBody(out _));
        Assert.False(message.IsEmpty);
        Assert.False(message.IsFault);
        Assert.Contains("<name>second</name>", message.ToString(), StringComparison.Ordinal);
        using var copies = message.CreateBufferedCopy(int.MaxValue);
        using var copy = copies.CreateMessage();
        var values = new object?[1];
        harness.Service.DeserializeRequest(copy, values);
        Assert.Equal("second", values[0]);
        using var other = copies.CreateMessage();
        using var reader = other.GetReaderAtBodyContents();
        Assert.True(reader.IsStartElement("Name", "urn:plain"));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_plain_message_is_read_once(bool isText)
    {
        var harness = FormatterHarness.For<IPlain>("Name");
        var sender = CreateEncoder(isText);
        var receiver = CreateEncoder(isText);
        Read(receiver, Write(sender, Request(harness, new UniqueId(), "first"))).Close();
        using var message = Read(receiver, Write(sender, Request(harness, new UniqueId(), "second")));
        harness.Service.DeserializeRequest(message, new object?[1]);

        Assert.Equal(MessageState.Read, message.State);
        Assert.Throws<InvalidOperationException>(() => harness.Service.DeserializeRequest(message, new object?[1]));
    }

    [Theory]
    [InlineData(true, 100, 1000)]
    [InlineData(true, 1000, 100)]
    [InlineData(false, 100, 1000)]
    [InlineData(false, 1000, 100)]
    public void Quotas_hold_for_plain_bodies(bool isText, int maxText, int maxArray)
    {
        var quotas = new XmlDictionaryReaderQuotas { MaxStringContentLength = maxText, MaxArrayLength = maxArray };
        foreach (var length in (int[])[50, 150, 1500])
        {
            Check(FormatterHarness.For<IPlain>("Name"), new string('x', length), length <= maxText);
            Check(FormatterHarness.For<IPlain>("Echo"), new byte[length], length <= maxArray);
        }

        void Check(FormatterHarness harness, object value, bool isWithin)
        {
            var sender = CreateEncoder(isText);
            var receiver = CreateEncoder(isText, quotas: quotas);
            var first = Write(sender, Request(harness, new UniqueId(), value is string ? "x" : new byte[3]));
            Assert.Equal(isWithin, TryRead(harness, receiver, first, Write(sender, Request(harness, new UniqueId(), value))) is not null);
        }
    }

    private static object?[] RandomValues(Random random)
    {
        var bytes = new byte[random.Next(400)];
        random.NextBytes(bytes);
        return
        [
            RandomText(random), bytes, random.Next(2) == 0, RandomNumber(random, int.MaxValue), (long)RandomNumber(random, int.MaxValue) << random.Next(32),
            (short)RandomNumber(random, short.MaxValue), (ushort)random.Next(ushort.MaxValue + 1), (sbyte)RandomNumber(random, sbyte.MaxValue),
            (uint)random.Next(), new Guid([.. Enumerable.Range(0, 16).Select(_ => (byte)random.Next(256))]), random.Next(8) == 0 ? null : random.Next(300) - 150,
        ];
    }

    private static int RandomNumber(Random random, int max) => random.Next(4) switch
    {
        0 => random.Next(3) - 1,
        1 => random.Next(Math.Min(max, 300)) - 150 is var small && max < 150 ? small / 2 : small,
        _ => random.Next(max) - (max / 2),
    };

    private static string RandomText(Random random)
    {
        var characters = random.Next(10) == 0 ? " <>&\"'\u00e9\u4e2d\t]x" : "abcdefghijklmnopqrstuvwxyzABCDEF0123456789.,;:-_ ";
        var text = new char[random.Next(1, random.Next(8) == 0 ? 600 : 40)];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = characters[random.Next(characters.Length)];
        }

        return new string(text);
    }

    private static MessageEncoder CreateEncoder(bool isText, bool isGeneral = false, XmlDictionaryReaderQuotas? quotas = null)
    {
        quotas ??= new XmlDictionaryReaderQuotas();
        if (isGeneral)
        {
            // Plain bodies are not looked for under a quota as small as this.
            quotas.MaxDepth = 7;
        }

        if (isText)
        {
            var text = new TextMessageEncodingBindingElement(MessageVersion.Soap12WSAddressing10, Encoding.UTF8);
            quotas.CopyTo(text.ReaderQuotas);
            return text.CreateMessageEncoderFactory().Encoder;
        }

        var binary = new BinaryMessageEncodingBindingElement();
        quotas.CopyTo(binary.ReaderQuotas);
        return binary.CreateMessageEncoderFactory().CreateSessionEncoder();
    }

    private static Message Request(FormatterHarness harness, UniqueId id, params object?[] values)
    {
        var message = harness.Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, values);
        message.Headers.RelatesTo = id;
        return message;
    }

    private static byte[] Write(MessageEncoder encoder, Message message, bool isKept = false)
    {
        using (message)
        using (var written = isKept ? encoder.Preserve(message).CreateMessage() : message)
        {
            return [.. encoder.WriteMessage(written, int.MaxValue, BufferManager.CreateBufferManager(0, 0))];
        }
    }

    private static Message Read(MessageEncoder encoder, byte[] bytes) =>
        encoder.ReadMessage(new ArraySegment<byte>((byte[])bytes.Clone()), BufferManager.CreateBufferManager(0, 0), encoder.ContentType);

    /// <summary>The values of the second message as text; null when it cannot be read.</summary>
    private static string? TryRead(FormatterHarness harness, MessageEncoder encoder, byte[] first, byte[] second)
    {
        Read(encoder, first).Close();
        try
        {
            using var message = Read(encoder, second);
            var values = new object?[harness.Operation.Messages[0].Body.Parts.Count];
            harness.Service.DeserializeRequest(message, values);
            return string.Join("|", values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value?.ToString() ?? "null"));
        }
        catch (Exception exception) when (exception is XmlException or CommunicationException or FormatException or DecoderFallbackException
            || exception.GetType().Name == "DeserializationFailedException")
        {
            return null;
        }
    }

    /// <summary>The same message with a body that only an XML writer can write.</summary>
    private static BodyWriterMessage General(Message message) => new(message.Headers, null, new GeneralBody(message));

    private sealed class GeneralBody(Message message) : BodyWriter(isBuffered: false)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => message.WriteBodyContents(writer);
    }
}
