using BenchmarkDotNet.Attributes;
using Parley.Channels;
using Parley.ReliableMessaging;

namespace Parley.Microbenchmarks;

/// <summary>What the headers of a reliable session add to writing and reading one message.</summary>
[MemoryDiagnoser]
public class ReliableMessageBenchmarks
{
    private const string Sequence = "urn:uuid:6f9af32b-b795-41b0-bce0-cdf2f752378f";
    private const string Reply = "urn:uuid:d457a8dc-03b6-4c07-97cb-8b1054497c9b";

    private static readonly System.Xml.XmlDictionaryString _action = WireNames.Create("urn:parley:bench/IEcho/Echo");
    private static readonly Uri _to = new("net.tcp://127.0.0.1:9000/echo");
    private static readonly Acknowledgement _acknowledgement = new() { Identifier = Reply, Ranges = [new AckRange(1, 41)], BufferRemaining = 8 };

    private readonly BufferManager _buffers = BufferManager.CreateBufferManager(1 << 24, 1 << 24);
    private MessageEncoder _encoder = null!;
    private MessageEncoder _reader = null!;
    private byte[] _encoded = [];
    private long _number = 1000;

    /// <summary>The encoder.</summary>
    [Params("text", "binary")]
    public string Encoder { get; set; } = "text";

    /// <summary>Whether the message is one of a reliable session.</summary>
    [Params(false, true)]
    public bool Reliable { get; set; }

    /// <summary>Makes the encoders, and one encoded message that says nothing new to its connection.</summary>
    [GlobalSetup]
    public void Setup()
    {
        MessageEncodingBindingElement element = Encoder == "text" ? new TextMessageEncodingBindingElement() : new BinaryMessageEncodingBindingElement();
        var factory = element.CreateMessageEncoderFactory();
        _encoder = Encoder == "text" ? factory.Encoder : factory.CreateSessionEncoder();
        _reader = Encoder == "text" ? factory.Encoder : factory.CreateSessionEncoder();
        for (var i = 0; i < 3; i++)
        {
            using var message = CreateMessage();
            _encoded = [.. _encoder.WriteMessage(message, int.MaxValue, _buffers)];
            Read();
        }
    }

    /// <summary>A message into bytes.</summary>
    [Benchmark]
    public int Write()
    {
        using var message = CreateMessage();
        var bytes = _encoder.WriteMessage(message, int.MaxValue, _buffers);
        _buffers.ReturnBuffer(bytes.Array!);
        return bytes.Count;
    }

    /// <summary>Bytes into a message, and its headers read.</summary>
    [Benchmark]
    public long Read()
    {
        var buffer = _buffers.TakeBuffer(_encoded.Length);
        _encoded.CopyTo(buffer, 0);
        using var message = _reader.ReadMessage(new ArraySegment<byte>(buffer, 0, _encoded.Length), _buffers, _reader.ContentType);
        return Reliable ? RmHeaders.Read(message, Wsrm.February2005).Sequence!.Value.Number : message.Headers.Count;
    }

    private Message CreateMessage()
    {
        var message = Message.CreateMessage(MessageVersion.Default, _action, EmptyBodyWriter.Instance);
        message.Headers.MessageId = new System.Xml.UniqueId();
        message.Headers.SetAnonymousReplyTo();
        message.Headers.To = _to;
        if (Reliable)
        {
            RmHeaders.AddSequence(message, Wsrm.February2005, Sequence, _number++);
            RmHeaders.AddAcknowledgement(message, Wsrm.February2005, _acknowledgement);
        }

        return message;
    }
}
