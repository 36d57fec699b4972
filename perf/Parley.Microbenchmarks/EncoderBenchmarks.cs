using System.Xml;
using BenchmarkDotNet.Attributes;
using Parley.Channels;

namespace Parley.Microbenchmarks;

/// <summary>Encoding and decoding of one message: by encoder and by the size of its body.</summary>
[MemoryDiagnoser]
public class EncoderBenchmarks
{
    private readonly BufferManager _buffers = BufferManager.CreateBufferManager(1 << 24, 1 << 24);
    private readonly Uri _to = new("net.tcp://127.0.0.1:9000/echo");
    private MessageEncoder _encoder = null!;
    private MessageVersion _version = null!;
    private byte[] _payload = [];
    private byte[] _encoded = [];

    /// <summary>The encoder.</summary>
    [Params("text", "binary", "mtom")]
    public string Encoder { get; set; } = "text";

    /// <summary>Bytes in the body.</summary>
    [Params(100, 4096, 65536)]
    public int Bytes { get; set; }

    /// <summary>Makes the encoder and one encoded message.</summary>
    [GlobalSetup]
    public void Setup()
    {
        MessageEncodingBindingElement element = Encoder switch
        {
            "text" => new TextMessageEncodingBindingElement { ReaderQuotas = XmlDictionaryReaderQuotas.Max },
            "binary" => new BinaryMessageEncodingBindingElement { ReaderQuotas = XmlDictionaryReaderQuotas.Max },
            _ => new MtomMessageEncodingBindingElement { ReaderQuotas = XmlDictionaryReaderQuotas.Max },
        };
        var factory = element.CreateMessageEncoderFactory();
        _encoder = factory.Encoder;
        _version = factory.MessageVersion;
        _payload = new byte[Bytes];
        new Random(1).NextBytes(_payload);
        using var message = CreateMessage();
        _encoded = [.. _encoder.WriteMessage(message, int.MaxValue, _buffers)];
    }

    /// <summary>A message into bytes.</summary>
    [Benchmark]
    public int Encode()
    {
        using var message = CreateMessage();
        var bytes = _encoder.WriteMessage(message, int.MaxValue, _buffers);
        _buffers.ReturnBuffer(bytes.Array!);
        return bytes.Count;
    }

    /// <summary>Bytes into a message, and its body read.</summary>
    [Benchmark]
    public int Decode()
    {
        var buffer = _buffers.TakeBuffer(_encoded.Length);
        _encoded.CopyTo(buffer, 0);
        using var message = _encoder.ReadMessage(new ArraySegment<byte>(buffer, 0, _encoded.Length), _buffers, _encoder.ContentType);
        using var reader = message.GetReaderAtBodyContents();
        reader.ReadStartElement("Echo", "urn:parley:bench");
        return reader.ReadElementContentAsBase64().Length;
    }

    private Message CreateMessage()
    {
        var message = Message.CreateMessage(_version, "urn:parley:bench/IEcho/Echo", new EchoBody(_payload));
        message.Headers.To = _to;
        message.Headers.MessageId = new UniqueId();
        return message;
    }

    private sealed class EchoBody(byte[] payload) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        {
            writer.WriteStartElement("Echo", "urn:parley:bench");
            writer.WriteStartElement("data", "urn:parley:bench");
            writer.WriteBase64(payload, 0, payload.Length);
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
    }
}
