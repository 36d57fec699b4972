using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley.Security.Tests.Exchange;

/// <summary>A client and a service without a network between them: what one protects and encodes, the other decodes and verifies.</summary>
internal sealed class Exchanged : IDisposable
{
    public const string Action = "urn:action";
    public const string ReplyAction = "urn:reply";
    public static readonly DateTime Start = new(2026, 11, 21, 8, 0, 0, DateTimeKind.Utc);

    private readonly BufferManager _buffers = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
    private readonly MessageEncoder _clientEncoder;
    private readonly MessageEncoder _serviceEncoder;

    public Exchanged(
        SecurityBindingElement element,
        string encoding = "text",
        MessageVersion? version = null,
        TestCredentials.ClientSide? client = null,
        TestCredentials.ServiceSide? service = null,
        ChannelProtectionRequirements? requirements = null,
        EndpointAddress? to = null,
        SecurityBindingElement? serviceElement = null)
    {
        Version = version ?? MessageVersion.Soap12WSAddressing10;
        var factory = (encoding switch
        {
            "text" => (MessageEncodingBindingElement)new TextMessageEncodingBindingElement(Version, Encoding.UTF8),
            "mtom" => new MtomMessageEncodingBindingElement(Version, Encoding.UTF8),
            _ => new BinaryMessageEncodingBindingElement { MessageVersion = Version },
        }).CreateMessageEncoderFactory();
        _clientEncoder = encoding == "binary session" ? factory.CreateSessionEncoder() : factory.Encoder;
        _serviceEncoder = encoding == "binary session" ? factory.CreateSessionEncoder() : factory.Encoder;
        To = to ?? new EndpointAddress("http://localhost/service");
        Client = ExchangeClientProtection.Create(
            SecurityPolicy.CreateClient(element, [client ?? TestCredentials.Client(), ClientClock], requirements), To);
        Service = ExchangeServiceProtection.Create(
            SecurityPolicy.CreateService(serviceElement ?? element, [service ?? TestCredentials.ServiceOf(), ServiceClock], requirements));
    }

    public MessageVersion Version { get; }

    public EndpointAddress To { get; }

    public TestClock ClientClock { get; } = new(Start);

    public TestClock ServiceClock { get; } = new(Start);

    public ClientProtection Client { get; }

    public ServiceProtection Service { get; }

    /// <summary>The bytes of the message that went last.</summary>
    public byte[] Bytes { get; private set; } = [];

    public string Text => Encoding.UTF8.GetString(Bytes);

    public Message NewRequest(string body = "hello")
    {
        var message = Message.CreateMessage(Version, Action, body);
        if (Version.Addressing != AddressingVersion.None)
        {
            message.Headers.MessageId = new UniqueId();
            message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
            To.ApplyTo(message);
        }

        message.Headers.Add(MessageHeader.CreateHeader("Custom", "urn:app", "a header"));
        return message;
    }

    public Message NewReply(Message request, string body = "good day")
    {
        var message = Message.CreateMessage(Version, ReplyAction, body);
        if (Version.Addressing != AddressingVersion.None)
        {
            message.Headers.RelatesTo = request.Headers.MessageId;
        }

        return message;
    }

    /// <summary>A protected request on its way.</summary>
    public Message Send(out RequestSecurity memory, Message? request = null) => Transfer(Client.Protect(request ?? NewRequest(), out memory), _clientEncoder, _serviceEncoder);

    public ReceivedRequest Receive(Message request) => Receive(Service, request);

    public static ReceivedRequest Receive(ServiceProtection service, Message request) => service.VerifyAsync(request).AsTask().GetAwaiter().GetResult();

    /// <summary>A protected reply on its way.</summary>
    public Message SendReply(ReceivedRequest request, Message? reply = null) =>
        Transfer(Service.Protect(reply ?? NewReply(request.Message), request.Reply), _serviceEncoder, _clientEncoder);

    /// <summary>A request that somebody changed on its way.</summary>
    public Message Decode(string text)
    {
        Bytes = Encoding.UTF8.GetBytes(text);
        return Decode(Bytes, null, _serviceEncoder);
    }

    /// <summary>A request that comes again as it was.</summary>
    public Message DecodeAgain() => Decode(Bytes, null, _serviceEncoder);

    /// <summary>A reply that somebody changed on its way.</summary>
    public Message DecodeReply(string text) => Decode(Encoding.UTF8.GetBytes(text), null, _clientEncoder);

    public void Dispose()
    {
        Client.Dispose();
        Service.Dispose();
    }

    private Message Transfer(Message message, MessageEncoder from, MessageEncoder to)
    {
        string? contentType;
        using (message)
        {
            contentType = from.GetContentType(message);
            var written = from.WriteMessage(message, int.MaxValue, _buffers, 0);
            Bytes = written.ToArray();
            _buffers.ReturnBuffer(written.Array!);
        }

        return Decode(Bytes, contentType, to);
    }

    private Message Decode(byte[] bytes, string? contentType, MessageEncoder to)
    {
        var buffer = _buffers.TakeBuffer(bytes.Length);
        bytes.CopyTo(buffer, 0);
        var message = to.ReadMessage(new ArraySegment<byte>(buffer, 0, bytes.Length), _buffers, contentType);
        if (Version.Addressing == AddressingVersion.None)
        {
            // As the transport does.
            message.Headers.Action = Action;
        }

        return message;
    }
}
