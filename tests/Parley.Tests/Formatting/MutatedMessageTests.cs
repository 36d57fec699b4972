using System.Text;
using System.Xml;
using Parley.Channels;
using Parley.Formatting;

namespace Parley.Tests.Formatting;

/// <summary>Whatever bytes come, a formatter answers with values or with the exceptions that say whose fault it is.</summary>
public sealed class MutatedMessageTests
{
    [ServiceContract(Namespace = "urn:m")]
    public interface IMutated
    {
        [OperationContract]
        int All(string text, int number, byte[] bytes, int[] numbers, string[] texts, double? real, Guid id, Dictionary<string, int> map);

        [OperationContract]
        [XmlSerializerFormat]
        int Xml(string text, int number, byte[] bytes, int[] numbers);
    }

    [Theory]
    [InlineData("All", false, 1)]
    [InlineData("All", true, 2)]
    [InlineData("Xml", false, 3)]
    [InlineData("Xml", true, 4)]
    public void Mutated_bytes_are_values_or_the_senders_fault(string operation, bool binary, int seed)
    {
        var harness = FormatterHarness.For<IMutated>(operation);
        var original = Encode(harness, operation, binary);
        var random = new Random(seed);
        var failed = 0;
        for (var round = 0; round < 3000; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            if (round % 10 == 0)
            {
                bytes = bytes[..random.Next(bytes.Length)];
            }

            failed += Read(harness, bytes, binary) ? 0 : 1;
        }

        Assert.InRange(failed, 1, 3000);
    }

    private static byte[] Encode(FormatterHarness harness, string operation, bool binary)
    {
        object?[] arguments = operation == "All"
            ? ["text", 5, new byte[] { 1, 2, 3, 4, 5 }, new[] { 1, 2, 3 }, new[] { "a", null, "c" }, 1.5, Guid.Empty, new Dictionary<string, int> { ["k"] = 1 }]
            : ["text", 5, new byte[] { 1, 2, 3, 4, 5 }, new[] { 1, 2, 3 }];
        using var stream = new MemoryStream();
        using (var writer = binary
            ? XmlDictionaryWriter.CreateBinaryWriter(stream, null, null, ownsStream: false)
            : XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false))
        {
            using var message = harness.Client.SerializeRequest(MessageVersion.Soap11, arguments);
            message.WriteMessage(writer);
        }

        return stream.ToArray();
    }

    private static bool Read(FormatterHarness harness, byte[] bytes, bool binary)
    {
        var quotas = new XmlDictionaryReaderQuotas { MaxArrayLength = 10_000, MaxStringContentLength = 10_000 };
        Message message;
        try
        {
            message = Message.CreateMessage(
                binary ? XmlDictionaryReader.CreateBinaryReader(bytes, quotas) : XmlDictionaryReader.CreateTextReader(bytes, quotas), 65536, MessageVersion.Soap11);
        }
        catch (Exception e) when (e is XmlException or CommunicationException)
        {
            return false;
        }

        using (message)
        {
            try
            {
                harness.Service.DeserializeRequest(message, new object?[8]);
                return true;
            }
            catch (DeserializationFailedException)
            {
                return false;
            }
        }
    }
}
