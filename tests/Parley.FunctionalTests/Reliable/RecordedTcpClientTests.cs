using System.Text;
using System.Xml;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Recorded clients over real connections: what our host says of sequences is what their own services said.</summary>
public sealed class RecordedTcpClientTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IEverything
    {
        [OperationContract(Action = "*", ReplyAction = "*")]
        Message Answer(Message message);

        [OperationContract(Action = "http://tempuri.org/peer/INotify/Notify", IsOneWay = true)]
        void Take(Message message);
    }

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IOneWay
    {
        [OperationContract(Action = "*", IsOneWay = true)]
        void Take(Message message);
    }

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required, CallbackContract = typeof(IDualCallback))]
    private interface IDual
    {
        [OperationContract(Action = "*", ReplyAction = "*")]
        Message Answer(Message message);

        [OperationContract(Action = "http://interop.example/calc/IPing/Ping", IsOneWay = true)]
        void Ping(Message message);

        [OperationContract(Action = "http://tempuri.org/peer/IDup/Fire", IsOneWay = true)]
        void Fire(Message message);

        [OperationContract(Action = "http://tempuri.org/peer/IDup/Subscribe", ReplyAction = "*")]
        Task<Message> SubscribeAsync(Message message);
    }

    private interface IDualCallback
    {
        [OperationContract(Action = "urn:event", IsOneWay = true)]
        void Tell(Message message);

        [OperationContract(Action = "urn:question", ReplyAction = "*")]
        Task<Message> AskAsync(Message message);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("dotnet-client/nettcp-rm11-oneway")]
    [InlineData("dotnet-client/nettcp-rm11-reqreply")]
    [InlineData("dotnet-client/nettcp-rmfeb2005-oneway")]
    [InlineData("dotnet-client/nettcp-rmfeb2005-reqreply")]
    [InlineData("netframework/nettcp-none-rm")]
    [InlineData("dotnet-client/nettcp-rmfeb2005-duplex-callback")]
    [InlineData("netframework/x-nettcp-duplex-rm")]
    public async Task A_recorded_client_is_answered_by_our_host_as_its_own_service_answered(string folder)
    {
        // The scripted service of 1.1 ended its own sequence without the client's word; ours waits for that, so nothing is said to it.
        var said = Read(folder, "c2s").Where(static message => message.RelatesTo is null || !message.IsInfrastructure).ToList();
        var heard = Read(folder, "s2c");
        var host = await OpenAsync(said[0], hasCallbacks: folder.Contains("duplex", StringComparison.Ordinal));
        var factory = new CustomBinding(new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement()).BuildChannelFactory<IDuplexSessionChannel>();
        await factory.OpenAsync(Token);
        var channel = factory.CreateChannel(new EndpointAddress(host.Description.Endpoints[0].ListenUri!));
        await channel.OpenAsync(Token);
        var names = new Dictionary<string, string> { [said[0].To!] = host.Description.Endpoints[0].ListenUri!.ToString() };
        var answers = new List<RecordedText>();
        foreach (var request in said)
        {
            // A client says that it has a reply only when that has come.
            while (!answers.Any(answer => answer.Number >= request.AcknowledgesUpTo(said[0].Offer)) && request.AcknowledgesUpTo(said[0].Offer) > 0)
            {
                await HearAsync();
            }

            if (request.RelatesTo is { } question)
            {
                // The answer to a callback names the question, which has another name today.
                var number = heard.First(message => message.MessageId == question).Number;
                while (!answers.Any(answer => answer.Number == number))
                {
                    await HearAsync();
                }

                names[question] = answers.First(answer => answer.Number == number).MessageId!;
            }

            var text = names.Aggregate(request.Text, static (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal));
            await channel.SendAsync(ToMessage(text), Token);
            if (request == said[0])
            {
                await HearAsync();
                names[heard[0].Created!] = answers[0].Created!;
            }
        }

        // When an acknowledgement comes is ours to say.
        var expected = heard.Select(PlaceOf).Where(static place => place is not ("SequenceAcknowledgement 0" or "CloseSequence 0" or "TerminateSequence 0")).ToList();
        var last = said.Max(static message => message.Number);
        while (!expected.All(place => answers.Select(PlaceOf).Contains(place)) || !answers.Any(answer => answer.Acknowledges(answers[0].Created!, last)))
        {
            await HearAsync();
        }

        Assert.DoesNotContain(answers, static answer => answer.IsFault && answer.Number == 0);
        channel.Abort();
        host.Abort();

        async Task HearAsync()
        {
            using var message = await channel.ReceiveAsync(Token).AsTask().WaitAsync(_guard, Token);
            Assert.NotNull(message);
            answers.Add(new RecordedText(ToBytes(message)));
        }
    }

    /// <summary>What a message is and its place; the names of replies are the application's.</summary>
    private static string PlaceOf(RecordedText message) => message.IsInfrastructure ? message.Key : $"message {message.Number}";

    private static List<RecordedText> Read(string folder, string way)
    {
        var encoder = new BinaryMessageEncodingBindingElement().CreateMessageEncoderFactory().CreateSessionEncoder();
        var buffers = BufferManager.CreateBufferManager(1 << 20, 1 << 20);
        var result = new List<RecordedText>();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Reliable", "Recordings", folder), $"*{way}*.bin").Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            var buffer = buffers.TakeBuffer(bytes.Length);
            bytes.CopyTo(buffer, 0);
            using var message = encoder.ReadMessage(new ArraySegment<byte>(buffer, 0, bytes.Length), buffers);
            result.Add(new RecordedText(ToBytes(message)));
        }

        return result;
    }

    private static byte[] ToBytes(Message message)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlDictionaryWriter.CreateTextWriter(stream, new UTF8Encoding(false), ownsStream: false))
        {
            message.WriteMessage(writer);
        }

        return stream.ToArray();
    }

    private static Message ToMessage(string text) => Message.CreateMessage(
        XmlDictionaryReader.CreateTextReader(Encoding.UTF8.GetBytes(text), XmlDictionaryReaderQuotas.Max), 1 << 16, MessageVersion.Soap12WSAddressing10);

    private static async Task<ServiceHost> OpenAsync(RecordedText first, bool hasCallbacks)
    {
        var host = new ServiceHost(hasCallbacks ? typeof(Dual) : typeof(Everything)) { LoggerFactory = NullLoggerFactory.Instance };
        host.AddServiceEndpoint(
            hasCallbacks ? typeof(IDual) : first.Offer is null ? typeof(IOneWay) : typeof(IEverything),
            new CustomBinding(
                new ReliableSessionBindingElement
                {
                    ReliableMessagingVersion = first.Is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
                },
                new BinaryMessageEncodingBindingElement(),
                new TcpTransportBindingElement()),
            "net.tcp://127.0.0.1:0/recorded");
        await host.OpenAsync(Token);
        return host;
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    private sealed class Everything : IEverything, IOneWay
    {
        public Message Answer(Message message) => Message.CreateMessage(message.Version, "urn:reply", "re");

        public void Take(Message message)
        {
        }
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession, ConcurrencyMode = ConcurrencyMode.Reentrant)]
    private sealed class Dual : IDual
    {
        private static IDualCallback Client => OperationContext.Current!.GetCallbackChannel<IDualCallback>();

        public Message Answer(Message message) => Message.CreateMessage(message.Version, "urn:reply", "re");

        public void Ping(Message message) => Client.Tell(Message.CreateMessage(message.Version, "urn:event", "pong"));

        public void Fire(Message message) => Client.Tell(Message.CreateMessage(message.Version, "urn:event", "fired"));

        public async Task<Message> SubscribeAsync(Message message)
        {
            using var answer = await Client.AskAsync(Message.CreateMessage(message.Version, "urn:question", "?"));
            return Message.CreateMessage(message.Version, "urn:reply", "subscribed");
        }
    }
}
