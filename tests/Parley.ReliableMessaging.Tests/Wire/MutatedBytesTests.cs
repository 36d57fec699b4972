using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Wire;

public class MutatedBytesTests
{
    private const int RoundsPerMessage = 150;

    public static TheoryData<string> Messages =>
    [
        "netframework/ws2007-none-rm/01-request.xml", "netframework/ws2007-none-rm/01-response.xml", "netframework/ws2007-none-rm/03-request.xml",
        "netframework/ws2007-none-rm/03-response.xml", "netframework/ws2007-none-rm/07-request.xml", "netframework/ws2007-none-rm/08-response.xml",
        "netframework/wsh-none-rm/01-request.xml", "netframework/wsh-none-rm/07-request.xml", "netframework/wsh-none-rm/08-request.xml",
        "netframework/x-rm-11-unknown-sequence/03-response.xml", "netframework/x-rm-unknown-sequence/04-response.xml",
        "netframework/secure-session/02-request.xml", "gsoap/rm11-wcf-anon/006-resp.xml",
        "dotnet-client/custom-rmfeb2005-soap11-wsa200408-reqreply/07-c2s-LastMessage.xml",
    ];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Mutated_text_is_read_or_refused_with_a_known_exception(string name)
    {
        var original = Recordings.Bytes(name);
        var document = Recordings.Document(name);
        var version = Recordings.VersionOf(document);
        var wsrm = Recordings.WsrmOf(document);
        var random = new Random(12345);
        for (var i = 0; i < RoundsPerMessage; i++)
        {
            ReadAll(Mutate(original, random), version, wsrm, bytes => XmlDictionaryReader.CreateTextReader(bytes, XmlDictionaryReaderQuotas.Max));
        }
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void Mutated_binary_is_read_or_refused_with_a_known_exception(string name)
    {
        var document = Recordings.Document(name);
        var version = Recordings.VersionOf(document);
        var wsrm = Recordings.WsrmOf(document);
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateBinaryWriter(stream, NbfsDictionary.Instance, null, ownsStream: false))
        using (var message = Recordings.Open(Recordings.Bytes(name), version))
        {
            message.WriteMessage(writer);
        }

        var original = stream.ToArray();
        var random = new Random(54321);
        for (var i = 0; i < RoundsPerMessage; i++)
        {
            ReadAll(
                Mutate(original, random), version, wsrm,
                bytes => XmlDictionaryReader.CreateBinaryReader(bytes, 0, bytes.Length, NbfsDictionary.Instance, XmlDictionaryReaderQuotas.Max));
        }
    }

    private static void ReadAll(byte[] bytes, MessageVersion version, Wsrm wsrm, Func<byte[], XmlDictionaryReader> open)
    {
        try
        {
            using var message = Message.CreateMessage(open(bytes), 64 * 1024, version);
            var headers = RmHeaders.Read(message, wsrm);
            RmHeaders.RequireUnderstood(message);
            switch (headers.Kind)
            {
                case MessageKind.CreateSequence:
                    CreateSequenceRules.Check(message, headers, wsrm, SessionPattern.Duplex, isSecureConversation: false, out var refusal);
                    refusal?.Fault.Close();
                    break;
                case MessageKind.CreateSequenceResponse:
                    CreateSequenceResponseBody.Read(message, wsrm);
                    break;
                case MessageKind.CloseSequence or MessageKind.CloseSequenceResponse or MessageKind.TerminateSequence or MessageKind.TerminateSequenceResponse:
                    SequenceEndBody.Read(message, wsrm, headers.Kind.Value);
                    break;
                default:
                    if (message.IsFault)
                    {
                        RmFaults.TryRead(message, wsrm, out _);
                    }

                    break;
            }
        }
        catch (Exception e) when (e is XmlException or CommunicationException)
        {
            // What a receiver knows how to answer.
        }
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var i = random.Next(1, 6); i > 0; i--)
        {
            var position = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0:
                    bytes[position] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[position] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(position, Math.Min(random.Next(1, 20), bytes.Count - position - 1 > 0 ? bytes.Count - position - 1 : 0));
                    break;
                default:
                    var length = Math.Min(random.Next(1, 40), bytes.Count - position);
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(position, length));
                    break;
            }
        }

        return [.. bytes];
    }
}
