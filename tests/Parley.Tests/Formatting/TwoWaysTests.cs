using System.Globalization;
using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley.Tests.Formatting;

/// <summary>
/// Messages that differ from the usual in a place or two are the same to a reader of this library, which goes without XML where it can, and to
/// one that has nothing but the platform's XML reader. PARLEY_FUZZ_SEED and PARLEY_FUZZ_ROUNDS repeat a run or make it longer.
/// </summary>
public sealed class TwoWaysTests(ITestOutputHelper output)
{
    private readonly OddChoices _random = new(Setting("PARLEY_FUZZ_SEED", 20261122));
    private readonly FormatterHarness _harness = FormatterHarness.For<IContract>("All");
    private int _accepted;
    private int _plain;

    [ServiceContract(Namespace = "urn:plain")]
    public interface IContract
    {
        [OperationContract]
        void All(string text, byte[] bytes, bool flag, int number, long large, ushort positive, Guid id, int? maybe);
    }

    [Fact]
    public void Text_is_read_as_the_XML_reader_reads_it()
    {
        var rounds = Setting("PARLEY_FUZZ_ROUNDS", 2500);
        var messages = new OddTextMessages(_random);
        for (var round = 0; round < rounds; round++)
        {
            var text = messages.Next();
            Check(isText: true, Encoding.UTF8.GetBytes(text), text);
        }

        Report(rounds);
    }

    [Fact]
    public void Binary_is_read_as_the_XML_reader_reads_it()
    {
        var rounds = Setting("PARLEY_FUZZ_ROUNDS", 2500);
        var messages = new OddBinaryMessages(_random);
        for (var round = 0; round < rounds; round++)
        {
            var bytes = messages.Next();
            Check(isText: false, bytes, Convert.ToHexString(bytes));
        }

        Report(rounds);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private void Report(int rounds)
    {
        output.WriteLine($"{rounds} messages, {_accepted} of them readable, {_plain} with a plain body");
        Assert.InRange(_accepted, rounds / 10, rounds * 9 / 10);
        Assert.InRange(_plain, rounds / 20, rounds * 9 / 10);
    }

    private void Check(bool isText, byte[] bytes, string shown)
    {
        var quotas = NextQuotas();
        var way = _random.Next(6);
        var expected = Describe(() => ReadByXml(isText, bytes, quotas), way);
        var actual = Describe(() => Read(isText, bytes, quotas), way);
        _accepted += expected is null ? 0 : 1;
        Assert.True(expected == actual, $"Way {way}, quotas {Show(quotas)}: {shown}\nXML reader: {expected}\nParley: {actual}");
    }

    private static string Show(XmlDictionaryReaderQuotas quotas) =>
        $"depth {quotas.MaxDepth}, string {quotas.MaxStringContentLength}, array {quotas.MaxArrayLength}, read {quotas.MaxBytesPerRead}, names {quotas.MaxNameTableCharCount}";

    private XmlDictionaryReaderQuotas NextQuotas()
    {
        var quotas = new XmlDictionaryReaderQuotas();
        switch (_random.Next(12))
        {
            case 0:
                quotas.MaxStringContentLength = _random.Next(1, 80);
                break;
            case 1:
                quotas.MaxArrayLength = _random.Next(1, 12);
                break;
            case 2:
                quotas.MaxDepth = _random.Next(1, 10);
                break;
            case 3:
                quotas.MaxBytesPerRead = 1 << _random.Next(4, 14);
                break;
            case 4:
                quotas.MaxNameTableCharCount = 1 << _random.Next(4, 15);
                break;
        }

        return quotas;
    }

    /// <summary>What is to be seen of a message; null when it cannot be read.</summary>
    private string? Describe(Func<Message> read, int way)
    {
        try
        {
            using var message = read();
            _plain += message.TryGetPlainBody(out _) ? 1 : 0;
            var text = new StringBuilder();
            var headers = message.Headers;
            foreach (var header in headers)
            {
                text.Append(CultureInfo.InvariantCulture, $"{header.Namespace}:{header.Name} {header.MustUnderstand} {header.Actor} {header.Relay}; ");
            }

            text.Append(CultureInfo.InvariantCulture, $"{Value(() => headers.Action)}; {Value(() => headers.To)}; {Value(() => headers.MessageId)}; ");
            text.Append(CultureInfo.InvariantCulture, $"{Value(() => headers.RelatesTo)}; {Value(() => headers.ReplyTo)}; {headers.GetHeadersNotUnderstood()?.Count}; ");
            text.Append(CultureInfo.InvariantCulture, $"{message.IsEmpty} {message.IsFault} {message.GetBodyAttribute("a", "urn:a")}\n");
            if (way == 0)
            {
                return text.Append(message).ToString();
            }

            if (way == 1)
            {
                using var copies = message.CreateBufferedCopy(int.MaxValue);
                using var copy = copies.CreateMessage();
                using var other = copies.CreateMessage();
                return text.Append(copy).Append(Values(other)).ToString();
            }

            if (way == 2)
            {
                return text.Append(Written(message)).ToString();
            }

            if (way == 3)
            {
                _ = message.ToString();
            }

            return text.Append(way == 4 ? Nodes(message) : Values(message)).ToString();
        }
        catch (Exception exception) when (exception is XmlException or CommunicationException or FormatException or ArgumentException or IndexOutOfRangeException or InvalidOperationException)
        {
            return null;
        }
    }


    private string Values(Message message)
    {
        var values = new object?[_harness.Operation.Messages[0].Body.Parts.Count];
        _harness.Service.DeserializeRequest(message, values);
        return string.Join("|", values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value?.ToString() ?? "null"));
    }

    private static string Written(Message message)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false))
        {
            message.WriteMessage(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Nodes(Message message)
    {
        using var reader = message.GetReaderAtBodyContents();
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { ConformanceLevel = ConformanceLevel.Fragment }))
        {
            while (reader.NodeType != XmlNodeType.EndElement)
            {
                writer.WriteNode((XmlReader)reader, defattr: false);
            }
        }

        return text.ToString();
    }

    private static string Value(Func<object?> read)
    {
        try
        {
            return read()?.ToString() ?? "none";
        }
        catch (MessageHeaderException exception)
        {
            return exception.Message;
        }
    }

    private static Message Read(bool isText, byte[] bytes, XmlDictionaryReaderQuotas quotas)
    {
        var encoder = CreateEncoder(isText, quotas);
        return encoder.ReadMessage(new ArraySegment<byte>((byte[])bytes.Clone()), BufferManager.CreateBufferManager(0, 0), encoder.ContentType);
    }

    private static ReceivedMessage ReadByXml(bool isText, byte[] bytes, XmlDictionaryReaderQuotas quotas)
    {
        if (isText)
        {
            return new ReceivedMessage(
                XmlDictionaryReader.CreateTextReader(bytes, 0, bytes.Length, new UTF8Encoding(false, true), quotas, null), MessageVersion.Soap12WSAddressing10, new Owner(), 65536);
        }

        var session = new BinaryReaderSession(2048);
        ReadOnlySpan<byte> rest = bytes;
        session.ReadStrings(ref rest);
        return new ReceivedMessage(
            XmlDictionaryReader.CreateBinaryReader(bytes, bytes.Length - rest.Length, rest.Length, NbfsDictionary.Instance, quotas, session.Table, null),
            MessageVersion.Soap12WSAddressing10,
            new Owner(),
            65536);
    }

    private static MessageEncoder CreateEncoder(bool isText, XmlDictionaryReaderQuotas quotas)
    {
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

    private sealed class Owner : IReceivedMessageOwner
    {
        public bool IsBuffered => true;

        public void Release(XmlDictionaryReader? reader) => reader?.Close();
    }
}
