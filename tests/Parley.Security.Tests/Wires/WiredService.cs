using System.Security.Cryptography;
using System.Text;
using Parley.Channels;
using Parley.Security.Tests.Exchange;

namespace Parley.Security.Tests.Wires;

/// <summary>A service with message security at the end of a wire, which answers each request with the same reply, and remembers what it has seen of it.</summary>
internal sealed class WiredService : IAsyncDisposable
{
    public const string Action = "urn:action";
    public const string ReplyAction = "urn:reply";
    public static readonly EndpointAddress Address = new("test://localhost/service");

    private readonly CustomBinding _binding;
    private readonly BindingParameterCollection _clientParameters;
    private readonly Func<Message, string> _read;
    private ICommunicationObject? _listener;
    private Task _serving = Task.CompletedTask;
    private Task<Func<IRequestChannel>>? _create;

    private WiredService(SecurityBindingElement element, string encoding, Func<Message, string> read, TimeProvider clock)
    {
        MessageEncodingBindingElement encoder = encoding == "binary" ? new BinaryMessageEncodingBindingElement() : new TextMessageEncodingBindingElement(Version, Encoding.UTF8);
        _binding = new CustomBinding(element, encoder, Wire) { ReceiveTimeout = TimeSpan.FromDays(20) };
        _read = read;
        Encoder = encoder.CreateMessageEncoderFactory().Encoder;
        ServiceParameters = [TestCredentials.ServiceOf(), Requirements(), clock, Log, new OpenStateEncoder()];
        _clientParameters = [TestCredentials.Client(), Requirements(), clock];
    }

    public static MessageVersion Version => MessageVersion.Soap12WSAddressing10;

    public Wire Wire { get; } = new();

    public LoggedEvents Log { get; } = new();

    public MessageEncoder Encoder { get; }

    /// <summary>The service's sessions.</summary>
    public SecureSessionTable Sessions => ((ExchangeListener)_listener!).Service.Table;

    /// <summary>What the service read of the last request that it took; null when it took none since this was cleared.</summary>
    public string? Received { get; set; }

    /// <summary>The answer that the test keeps.</summary>
    public byte[]? LastAnswer { get; set; }

    private BindingParameterCollection ServiceParameters { get; }

    /// <param name="element">The security.</param>
    /// <param name="encoding">text or binary.</param>
    /// <param name="read">Reads what of a request counts.</param>
    /// <param name="clock">The clock of both sides.</param>
    public static async Task<WiredService> StartAsync(SecurityBindingElement element, string encoding = "text", Func<Message, string>? read = null, TimeProvider? clock = null)
    {
        var service = new WiredService(element, encoding, read ?? MessageText.Of, clock ?? TimeProvider.System);
        if (element.SessionToken is { RequireCancellation: true })
        {
            await service.ListenAsync<IReplySessionChannel>();
        }
        else
        {
            await service.ListenAsync<IReplyChannel>();
        }

        return service;
    }

    /// <summary>Makes an open channel of a client.</summary>
    public async Task<IRequestChannel> ConnectAsync()
    {
        var create = await (_create ??= OpenFactoryAsync());
        var channel = create();
        await channel.OpenAsync();
        return channel;
    }

    public static Message NewRequest()
    {
        var message = Message.CreateMessage(Version, Action, new SampleBody());
        message.Headers.MessageId = new System.Xml.UniqueId();
        message.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
        message.Headers.Add(MessageHeader.CreateHeader("Custom", "urn:app", "a signed header"));
        message.Headers.Add(MessageHeader.CreateHeader("Plain", "urn:app", "a header that nobody signs"));
        return message;
    }

    public async ValueTask DisposeAsync()
    {
        await _listener!.CloseAsync();
        await _serving;
    }

    private async Task<Func<IRequestChannel>> OpenFactoryAsync()
    {
        if (_binding.Elements.Find<SecurityBindingElement>()!.SessionToken is { RequireCancellation: true })
        {
            var sessions = _binding.BuildChannelFactory<IRequestSessionChannel>(_clientParameters);
            await sessions.OpenAsync();
            return () => sessions.CreateChannel(Address);
        }

        var factory = _binding.BuildChannelFactory<IRequestChannel>(_clientParameters);
        await factory.OpenAsync();
        return () => factory.CreateChannel(Address);
    }

    private static ChannelProtectionRequirements Requirements()
    {
        var requirements = new ChannelProtectionRequirements();
        var custom = new MessagePartSpecification(true, new System.Xml.XmlQualifiedName("Custom", "urn:app"));
        requirements.IncomingSignatureParts.AddParts(custom, Action);
        requirements.IncomingEncryptionParts.AddParts(custom, Action);
        requirements.OutgoingSignatureParts.AddParts(custom, ReplyAction);
        requirements.OutgoingEncryptionParts.AddParts(new MessagePartSpecification(true), ReplyAction);
        return requirements;
    }

    private async Task ListenAsync<TChannel>()
        where TChannel : class, IReplyChannel
    {
        var listener = _binding.BuildChannelListener<TChannel>(Address.Uri, ServiceParameters);
        _listener = listener;
        await listener.OpenAsync();
        if (typeof(TChannel) == typeof(IReplyChannel))
        {
            var channel = (await listener.AcceptChannelAsync())!;
            await channel.OpenAsync();
            _serving = ServeAsync(channel);
        }
        else
        {
            _serving = AcceptAllAsync(listener);
        }
    }

    private async Task AcceptAllAsync<TChannel>(IChannelListener<TChannel> listener)
        where TChannel : class, IReplyChannel
    {
        while (await listener.AcceptChannelAsync() is { } channel)
        {
            await channel.OpenAsync();
            _ = ServeAsync(channel);
        }
    }

    private async Task ServeAsync(IReplyChannel channel)
    {
        (channel as IUnorderedReplyChannel)?.OfferTo(new Taker(this));
        try
        {
            while (await channel.ReceiveRequestAsync() is { } request)
            {
                await AnswerAsync(request);
            }

            await channel.CloseAsync();
        }
        catch (CommunicationException)
        {
            channel.Abort();
        }
    }

    private async Task AnswerAsync(RequestContext request)
    {
        var reply = Message.CreateMessage(Version, ReplyAction, new SampleBody());
        try
        {
            Received = _read(request.RequestMessage);
            reply.Headers.RelatesTo = request.RequestMessage.Headers.MessageId;
        }
        catch (Exception exception)
        {
            // Where addressing headers are the transport's to protect, they may be anything.
            Received ??= exception.ToString();
        }

        reply.Headers.Add(MessageHeader.CreateHeader("Custom", "urn:app", "a signed header"));
        await request.ReplyAsync(reply);
        await request.CloseAsync();
    }

    /// <summary>Marks state, and does not hide it.</summary>
    private sealed class OpenStateEncoder : SecurityStateEncoder
    {
        protected internal override byte[] DecodeSecurityState(byte[] data) => SHA256.HashData(data.AsSpan(32)).AsSpan().SequenceEqual(data.AsSpan(0, 32)) ? data[32..] : throw new FormatException();

        protected internal override byte[] EncodeSecurityState(byte[] data) => [.. SHA256.HashData(data), .. data];
    }

    private sealed class Taker(WiredService service) : IRequestTaker
    {
        public bool TryTake(RequestContext request)
        {
            _ = service.AnswerAsync(request);
            return true;
        }
    }
}
