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
            message.Headers.MessageId = new System.Xml.UniqueId();
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
}
