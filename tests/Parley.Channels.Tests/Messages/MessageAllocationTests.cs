using System.Text;
using System.Xml;

namespace Parley.Channels.Tests.Messages;

public class MessageAllocationTests
{
    [Fact]
    public void Reading_a_usual_request_from_a_pooled_reader_allocates_little()
    {
        var (strings, body) = NetTcp.Split(Wire.Bytes("nettcp-request.bin"));
        var session = new XmlBinaryReaderSession();
        for (var i = 0; i < strings.Count; i++)
        {
            session.Add(i, strings[i]);
        }

        var binary = XmlDictionaryReader.CreateBinaryReader(body, 0, body.Length, NbfsDictionary.Instance, XmlDictionaryReaderQuotas.Max, session);
        Assert.InRange(Measure(binary, () => ((IXmlBinaryReaderInitializer)binary).SetInput(
            body, 0, body.Length, NbfsDictionary.Instance, XmlDictionaryReaderQuotas.Max, session, null)), 1, 768);

        var utf8 = Encoding.UTF8.GetBytes(Wire.Data("soap12-wsa10-request.xml"));
        var text = XmlDictionaryReader.CreateTextReader(utf8, 0, utf8.Length, null, XmlDictionaryReaderQuotas.Max, null);
        Assert.InRange(Measure(text, () => ((IXmlTextReaderInitializer)text).SetInput(
            utf8, 0, utf8.Length, null, XmlDictionaryReaderQuotas.Max, null)), 1, 1024);
    }

    // Code that is not optimised yet allocates a little more than the final code; how far that has come is the run-time's choice.
    private static long Measure(XmlDictionaryReader reader, Action open)
    {
        const int Rounds = 200;
        var owner = new ClosingOwner();
        long before = 0;
        for (var i = 0; i < 2 * Rounds; i++)
        {
            if (i == Rounds)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            open();
            using var message = new ReceivedMessage(reader, MessageVersion.Default, owner, 64 * 1024);
            _ = message.Headers.Action;
            _ = message.Headers.To;
            _ = message.Headers.MessageId;
            _ = message.Headers.ReplyTo;
            _ = message.Headers.GetHeadersNotUnderstood();
            using var body = message.GetReaderAtBodyContents();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }

    private sealed class ClosingOwner : IReceivedMessageOwner
    {
        public bool IsBuffered => true;

        public void Release(XmlDictionaryReader? reader) => reader?.Close();
    }
}
