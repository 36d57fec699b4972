using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

/// <summary>Headers of sessions that are written and read without an XML writer or reader are the same as with.</summary>
public class HeaderFormTests
{
    private static readonly BufferManager _buffers = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
    private static readonly ActionHeader _action = new(new XmlDictionary().Add("urn:action"), AddressingVersion.WSAddressing10);
    private static readonly Uri _to = new("http://localhost/service");

    public static TheoryData<bool, bool, bool> Forms()
    {
        var data = new TheoryData<bool, bool, bool>();
        for (var i = 0; i < 8; i++)
        {
            data.Add((i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_message_has_the_bytes_that_the_XML_writer_writes(bool is11, bool isText, bool isEmpty)
    {
        var fast = Create(isText);
        var writer = fast.CreateSessionEncoder();
        var wsrm = is11 ? Wsrm.Version11 : Wsrm.February2005;
        foreach (var (sequence, acknowledgement, asks) in Cases())
        {
            if (is11 && !isText && acknowledgement is { IsFinal: true } or { Ranges.Count: 0 })
            {
                // Words of 1.1 have the numbers of the connection that they came up in.
                continue;
            }

            var written = Write(writer, NewMessage(fast.Encoder, wsrm, sequence, acknowledgement, asks, isEmpty));
            var plain = Write(Create(isText).CreateSessionEncoder(), NewMessage(fast.Encoder, wsrm, sequence, acknowledgement, asks, isEmpty));
            Assert.Equal(WithoutStrings(plain, isText), WithoutStrings(written, isText));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_message_is_read_as_it_was_meant(bool is11, bool isText, bool isEmpty)
    {
        var factory = Create(isText);
        var writer = factory.CreateSessionEncoder();
        var reader = factory.CreateSessionEncoder();
        var wsrm = is11 ? Wsrm.Version11 : Wsrm.February2005;
        foreach (var (sequence, acknowledgement, asks) in Cases())
        {
            var message = NewMessage(factory.Encoder, wsrm, sequence, acknowledgement, asks, isEmpty);
            var id = message.Headers.MessageId;
            using var read = reader.ReadMessage(new ArraySegment<byte>(Write(writer, message)), _buffers);
            var headers = RmHeaders.Read(read, wsrm);
            Assert.Equal(sequence is null ? null : sequence.Value with { IsLast = sequence.Value.IsLast && !is11 }, headers.Sequence);
            Assert.Equal(asks ? [RmText.OtherId] : [], headers.AckRequests);
            var acknowledged = acknowledgement is null ? null : headers.AcknowledgementOf(acknowledgement.Identifier);
            Assert.Equal(acknowledgement?.Ranges, acknowledged?.Ranges);
            Assert.Equal(acknowledgement?.BufferRemaining, acknowledged?.BufferRemaining);
            Assert.Equal(acknowledgement?.IsFinal == true && is11, acknowledged?.IsFinal == true);
            Assert.Equal("urn:action", read.Headers.Action);
            Assert.Equal(id, read.Headers.MessageId);
            Assert.Equal(_to, read.Headers.To);
            Assert.Null(read.Headers.GetHeadersNotUnderstood());
            Assert.Equal(isEmpty, read.IsEmpty);
            if (!isEmpty)
            {
                Assert.Equal("hello", read.GetBody<string>());
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_message_of_a_session_is_read_with_few_bytes(bool isText)
    {
        var factory = Create(isText);
        var writer = factory.CreateSessionEncoder();
        var reader = factory.CreateSessionEncoder();
        var allocated = long.MaxValue;
        for (var i = 0; i < 50; i++)
        {
            var bytes = Write(writer, NewMessage(factory.Encoder, Wsrm.February2005, new SequenceInfo(RmText.Id, i + 1, false, true), null, false, isEmpty: true));
            var before = GC.GetAllocatedBytesForCurrentThread();
            using var read = reader.ReadMessage(new ArraySegment<byte>(bytes), _buffers);
            Assert.Equal(i + 1, RmHeaders.Read(read, Wsrm.February2005).Sequence!.Value.Number);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(allocated, 0, 1536);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_message_that_ends_anywhere_is_refused_and_never_misread(bool isText)
    {
        var factory = Create(isText);
        var writer = factory.CreateSessionEncoder();
        var reader = factory.CreateSessionEncoder();

        // The first message of a connection brings the strings of all.
        reader.ReadMessage(new ArraySegment<byte>(Write(writer, NewWholeMessage(factory))), _buffers).Close();
        var whole = Write(writer, NewWholeMessage(factory));
        for (var size = 0; size < whole.Length; size++)
        {
            // What is read is the reader's, and may be changed by it.
            var part = whole[..size];
            AssertUnreadable(() => ReadToEnd(reader, part));
        }

        ReadToEnd(reader, whole);
    }

    [Theory]
    [InlineData("Lower=\"4\" Upper=\"3\"/>")]
    [InlineData("Lower=\"0\" Upper=\"5\"/>")]
    [InlineData("Lower=\"-4\" Upper=\"5\"/>")]
    [InlineData("Lower=\"4\" Upper=\"x\"/>")]
    [InlineData("Lower=\"4\"/>")]
    public void A_range_that_says_nonsense_breaks_the_protocol_wherever_it_stands(string range)
    {
        Assert.Throws<MalformedRmException>(() => ReadToEnd(Create(isText: true).Encoder, WithSecondRange(range)));
    }

    [Theory]
    [InlineData("Lower=\"")]
    [InlineData("Lower=\"4")]
    [InlineData("Lower=\"4\" Upper=\"5")]
    [InlineData("Lower=\"4\" Upper=\"5\"")]
    public void A_range_that_does_not_end_is_no_XML(string range)
    {
        AssertUnreadable(() => ReadToEnd(Create(isText: true).Encoder, WithSecondRange(range)));
    }

    [Fact]
    public void An_identifier_in_capitals_stays_as_it_was_written()
    {
        const string Capitals = "6F9AF32B-B795-41B0-BCE0-CDF2F752378F";
        var encoder = Create(isText: true).Encoder;
        var text = Encoding.UTF8.GetString(Write(encoder, NewMessage(
            encoder, Wsrm.February2005, new SequenceInfo(RmText.Id, 3, false, true), null, false, isEmpty: true)));
        text = text.Replace("11111111-2222-3333-4444-555555555555", Capitals, StringComparison.Ordinal)
            .Replace(RmText.Id, "urn:uuid:" + Capitals, StringComparison.Ordinal);
        using var read = encoder.ReadMessage(new ArraySegment<byte>(Encoding.UTF8.GetBytes(text)), _buffers);
        Assert.Equal("urn:uuid:" + Capitals, read.Headers.MessageId!.ToString());
        Assert.Equal("urn:uuid:" + Capitals, RmHeaders.Read(read, Wsrm.February2005).Sequence!.Value.Identifier);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_second_message_of_a_kind_needs_no_XML_writer(bool is11, bool isText, bool isEmpty)
    {
        var factory = Create(isText);
        var writer = factory.CreateSessionEncoder();
        var wsrm = RmText.Of(is11);
        for (var i = 1; i <= 3; i++)
        {
            var message = NewMessage(factory.Encoder, wsrm, null, null, false, isEmpty);
            var header = new CountingHeader(wsrm, new SequenceInfo(RmText.Id, i, false, true));
            message.Headers.Insert(0, header);
            Write(writer, message);
            Assert.Equal(i == 1 ? 1 : 0, header.WrittenAsXml);
        }
    }

    private static Message NewWholeMessage(MessageEncoderFactory factory) => NewMessage(
        factory.Encoder, Wsrm.February2005, new SequenceInfo(RmText.Id, 300, true, true), Acknowledge((1, 2), (4, 70_000)), true, isEmpty: false);

    private static void AssertUnreadable(Action read)
    {
        var exception = Assert.ThrowsAny<Exception>(read);
        Assert.True(exception is XmlException or MalformedRmException, exception.ToString());
    }

    private static void ReadToEnd(MessageEncoder encoder, byte[] message)
    {
        using var read = encoder.ReadMessage(new ArraySegment<byte>(message), _buffers);
        RmHeaders.Read(read, Wsrm.February2005);
        using var reader = read.GetReaderAtBodyContents();
        while (reader.Read())
        {
        }
    }

    private static byte[] WithSecondRange(string range)
    {
        var encoder = Create(isText: true).Encoder;
        var text = Encoding.UTF8.GetString(Write(encoder, NewMessage(
            encoder, Wsrm.February2005, null, Acknowledge((1, 2), (4, 5)), false, isEmpty: false)));
        Assert.Contains("Lower=\"4\" Upper=\"5\"/>", text, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Replace("Lower=\"4\" Upper=\"5\"/>", range, StringComparison.Ordinal));
    }

    private static IEnumerable<(SequenceInfo? Sequence, Acknowledgement? Acknowledgement, bool Asks)> Cases()
    {
        long[] numbers = [1, 2, 127, 128, 300, 32_767, 32_768, 70_000, int.MaxValue, 1L + int.MaxValue, long.MaxValue];
        foreach (var number in numbers)
        {
            yield return (new SequenceInfo(RmText.Id, number, false, true), null, false);
            yield return (new SequenceInfo(RmText.Id, number, number > 200, true), Acknowledge((1, number)), number % 2 == 0);
            yield return (null, Acknowledge((1, 1), (3, number + (number < 3 ? 3 : 0))) with { BufferRemaining = (int)Math.Min(number, int.MaxValue) }, false);
        }

        yield return (new SequenceInfo("urn:not-a-uuid", 7, false, true), Acknowledge((1, 3)), true);
        yield return (null, Acknowledge(), false);
        yield return (null, Acknowledge((1, 9)) with { IsFinal = true, BufferRemaining = 0 }, false);
        yield return (new SequenceInfo(RmText.Id, 5, false, false), null, true);
    }

    private static Acknowledgement Acknowledge(params (long Lower, long Upper)[] ranges) =>
        new() { Identifier = RmText.OtherId, Ranges = [.. ranges.Select(range => new AckRange(range.Lower, range.Upper))] };

    private static Message NewMessage(
        MessageEncoder encoder, Wsrm wsrm, SequenceInfo? sequence, Acknowledgement? acknowledgement, bool asks, bool isEmpty)
    {
        Message message = new BodyWriterMessage(MessageVersion.Default, _action, isEmpty ? EmptyBodyWriter.Instance : new ObjectBodyWriter("hello", null));
        message.Headers.MessageId = new UniqueId(new Guid("11111111-2222-3333-4444-555555555555"));
        message.Headers.SetAnonymousReplyTo();
        message.Headers.To = _to;
        if (!isEmpty)
        {
            message = encoder.Preserve(message).CreateMessage();
        }

        if (sequence is { } info)
        {
            message.Headers.Insert(0, new SequenceHeader(wsrm, info));
        }

        if (asks)
        {
            RmHeaders.AddAckRequested(message, wsrm, RmText.OtherId);
        }

        if (acknowledgement is not null)
        {
            RmHeaders.AddAcknowledgement(message, wsrm, acknowledgement);
        }

        return message;
    }

    private static MessageEncoderFactory Create(bool isText) => isText
        ? new TextMessageEncodingBindingElement(MessageVersion.Default, Encoding.UTF8).CreateMessageEncoderFactory()
        : new BinaryMessageEncodingBindingElement().CreateMessageEncoderFactory();

    private static byte[] Write(MessageEncoder encoder, Message message) => [.. encoder.WriteMessage(message, int.MaxValue, _buffers)];

    /// <summary>A message of a binary session without the strings that it brings.</summary>
    private static byte[] WithoutStrings(byte[] message, bool isText)
    {
        if (isText)
        {
            return message;
        }

        ReadOnlySpan<byte> rest = message;
        Assert.True(MultiByteInt31.TryRead(ref rest, out var size));
        return rest[size..].ToArray();
    }

    /// <summary>A Sequence header that knows how often an XML writer has written it.</summary>
    private sealed class CountingHeader(Wsrm wsrm, SequenceInfo sequence) : RmHeader(wsrm, WsrmNames.Sequence, mustUnderstand: true)
    {
        public int WrittenAsXml { get; private set; }

        internal override bool TryWriteBytes(in HeaderByteWriter writer) => RmHeaderForms.TryWrite(writer, sequence, Wsrm);

        protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
        {
            WrittenAsXml++;
            RmXml.WriteIdentifier(writer, Wsrm, sequence.Identifier, WsrmNames.Prefix);
            writer.WriteStartElement(WsrmNames.Prefix, WsrmNames.MessageNumber, Wsrm.Namespace);
            writer.WriteValue(sequence.Number);
            writer.WriteEndElement();
        }
    }
}
