using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

public class CostTests
{
    [Fact]
    public void Reading_the_headers_of_a_binary_message_allocates_little_more_than_they_are()
    {
        var factory = new BinaryMessageEncodingBindingElement().CreateMessageEncoderFactory();
        var writing = factory.CreateSessionEncoder();
        var reading = factory.CreateSessionEncoder();
        var manager = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
        var acknowledgement = new Acknowledgement { Identifier = RmText.OtherId, Ranges = [new AckRange(1, 41)], BufferRemaining = 8 };
        var allocated = 0L;
        for (var i = 0; i < 200; i++)
        {
            using var message = Message.CreateMessage(MessageVersion.Default, NbfsDictionary.Get(333), EmptyBodyWriter.Instance);
            message.Headers.MessageId = new UniqueId();
            message.Headers.SetAnonymousReplyTo();
            RmHeaders.AddSequence(message, Wsrm.February2005, RmText.Id, i + 1);
            RmHeaders.AddAcknowledgement(message, Wsrm.February2005, acknowledgement);
            var bytes = writing.WriteMessage(message, 1 << 16, manager);

            var before = GC.GetAllocatedBytesForCurrentThread();
            using var read = reading.ReadMessage(bytes, manager);
            Assert.Equal(i + 1, RmHeaders.Read(read, Wsrm.February2005).Sequence!.Value.Number);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Kept as XML instead, they would cost about 14 KB.
        Assert.InRange(allocated, 0, 3072);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_plain_body_behind_the_headers_of_a_session_is_written_and_read_without_XML(bool isText)
    {
        MessageEncodingBindingElement encoding = isText ? new TextMessageEncodingBindingElement() : new BinaryMessageEncodingBindingElement();
        var factory = encoding.CreateMessageEncoderFactory();
        var writing = factory.CreateSessionEncoder();
        var reading = factory.CreateSessionEncoder();
        var manager = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
        for (var number = 1; number <= 3; number++)
        {
            using var given = new BodyWriterMessage(MessageVersion.Default, new ActionHeader(NbfsDictionary.Get(333), AddressingVersion.WSAddressing10), new PlainBody());
            using var message = factory.Encoder.Preserve(given).CreateMessage();
            message.Headers.To = new Uri("net.tcp://localhost/service");
            RmHeaders.AddSequence(message, Wsrm.February2005, RmText.Id, number);
            using var read = reading.ReadMessage(writing.WriteMessage(message, 1 << 16, manager), manager);

            Assert.Equal(number, RmHeaders.Read(read, Wsrm.February2005).Sequence!.Value.Number);
            Assert.True(read.TryGetPlainBody(out var body));
            Assert.True(body.TryReadStart(PlainBody.Wrapper) && body.TryReadInteger(PlainBody.Part, out var value) && value == 4711 && body.TryReadEnd(PlainBody.Wrapper));
        }
    }

    private sealed class PlainBody() : BodyWriter(isBuffered: false)
    {
        public static PlainName Wrapper { get; } = Name("Add");

        public static PlainName Part { get; } = Name("number");

        internal override bool TryWritePlain(PlainBodyWriter writer)
        {
            if (!writer.TryWriteStart(Wrapper) || !writer.TryWriteInteger(Part, 4711))
            {
                return false;
            }

            writer.WriteEnd(Wrapper);
            return true;
        }

        protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => throw new NotSupportedException();

        private static PlainName Name(string name)
        {
            var strings = new XmlDictionary();
            return PlainName.TryCreate(strings.Add(name), strings.Add("urn:plain"))!;
        }
    }
}
