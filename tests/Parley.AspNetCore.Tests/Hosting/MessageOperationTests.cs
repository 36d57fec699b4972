using System.Text;
using Parley.Channels;
using Parley.Dispatcher;

namespace Parley.AspNetCore.Tests.Hosting;

/// <summary>Operations on messages and streams, and what becomes of these after the call.</summary>
public class MessageOperationTests
{
    [ServiceContract(Namespace = "urn:test")]
    public interface IPost
    {
        [OperationContract(Action = "urn:nothing", ReplyAction = "urn:nothing-back")]
        Message Nothing(Message request);

        [OperationContract(Action = "urn:bare", ReplyAction = "urn:bare-back")]
        Message Bare(Message request);

        [OperationContract]
        Stream Download();

        [OperationContract]
        void Upload(Stream data);

        [OperationContract]
        string Read();

        [OperationContract(IsOneWay = true)]
        void Drop(string text);

        [OperationContract(Action = "urn:refuse", ReplyAction = "urn:refuse-back")]
        Message Refuse(Message request);

        [OperationContract(Action = "urn:keep", ReplyAction = "urn:keep-back")]
        Message Keep(Message request);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    [InlineData("basic")]
    public async Task An_operation_that_returns_no_message_answers_with_an_empty_one_of_the_contracts_action(string binding)
    {
        await using var served = await Served<IPost>.OpenAsync(new Post(), () => Bindings.Of(binding));
        var made = served.MakeBinding();
        using var reply = served.Client().Nothing(Message.CreateMessage(made.MessageVersion!, "urn:nothing"));
        Assert.True(reply.IsEmpty);
        Assert.Equal(made.MessageVersion!.Addressing == AddressingVersion.None ? null : "urn:nothing-back", reply.Headers.Action);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ws")]
    public async Task A_reply_without_an_action_gets_the_contracts(string binding)
    {
        await using var served = await Served<IPost>.OpenAsync(new Post(), () => Bindings.Of(binding));
        using var reply = served.Client().Bare(Message.CreateMessage(served.MakeBinding().MessageVersion!, "urn:bare"));
        Assert.Equal("urn:bare-back", reply.Headers.Action);
        Assert.Equal("body", reply.GetBody<string>());
    }

    [Fact]
    public async Task A_stream_whose_reply_cannot_be_sent_is_disposed()
    {
        var post = new Post();
        await using var served = await Served<IPost>.OpenAsync(
            post, Bindings.Tcp, Change(runtime => runtime.MessageInspectors.Add(new Inspector { BeforeReply = _ => throw new InvalidOperationException("not this one") })), expectsErrors: true);
        Assert.ThrowsAny<Exception>(() => served.Client().Download());
        await post.DownloadDisposed.Task.Soon();
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp streamed")]
    [InlineData("basic")]
    [InlineData("basic streamed")]
    public async Task A_stream_that_the_operation_keeps_can_be_read_after_the_call(string binding)
    {
        var post = new Post();
        await using var served = await Served<IPost>.OpenAsync(
            post, () => binding == "basic streamed" ? new BasicHttpBinding { TransferMode = TransferMode.Streamed } : Bindings.Of(binding));
        var client = served.Client();
        client.Upload(new MemoryStream(Encoding.UTF8.GetBytes("a letter")));
        Assert.Equal("a letter", post.Read());
        client.Upload(new MemoryStream(Encoding.UTF8.GetBytes("another")));
        Assert.Equal("another", post.Read());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tcp streamed")]
    [InlineData("basic")]
    [InlineData("basic streamed")]
    public async Task A_message_that_the_operation_keeps_can_be_read_after_the_call(string binding)
    {
        var post = new Post();
        await using var served = await Served<IPost>.OpenAsync(
            post, () => binding == "basic streamed" ? new BasicHttpBinding { TransferMode = TransferMode.Streamed } : Bindings.Of(binding));
        var client = served.Client();
        for (var i = 0; i < 2; i++)
        {
            using var reply = client.Keep(Message.CreateMessage(served.MakeBinding().MessageVersion!, "urn:keep", (object)$"letter {i}"));
            using var kept = post.Kept!;
            Assert.Equal($"letter {i}", kept.GetBody<string>());
        }
    }

    [Theory]
    [InlineData("ws")]
    [InlineData("tcp")]
    public async Task A_fault_that_the_operation_returns_as_a_message_has_the_action_of_faults_and_relates_to_its_request(string binding)
    {
        await using var served = await Served<IPost>.OpenAsync(new Post(), () => Bindings.Of(binding));
        var version = served.MakeBinding().MessageVersion!;
        string? action;
        string text;
        try
        {
            using var reply = served.Client().Refuse(Message.CreateMessage(version, "urn:refuse"));
            action = reply.Headers.Action;
            text = MessageFault.CreateFault(reply, 10_000).Reason.ToString();
        }
        catch (FaultException fault)
        {
            (action, text) = (fault.Action, fault.Message);
        }

        Assert.Equal("not this one", text);
        Assert.Equal("http://www.w3.org/2005/08/addressing/soap/fault", action);
    }

    [Theory]
    [InlineData("basic", "text/xml")]
    [InlineData("ws", "application/soap+xml")]
    public async Task A_fault_that_the_operation_returns_as_a_message_has_the_status_500(string binding, string contentType)
    {
        await using var served = await Served<IPost>.OpenAsync(new Post(), () => Bindings.Of(binding));
        var version = served.MakeBinding().MessageVersion!;
        using var request = Message.CreateMessage(version, "urn:refuse");
        if (version.Addressing != AddressingVersion.None)
        {
            request.Headers.To = served.Endpoint.Address!.Uri;
            request.Headers.MessageId = new System.Xml.UniqueId();
        }
        else
        {
            request.Headers.Action = null;
        }

        using var http = new HttpClient();
        using var content = new StringContent(request.ToString(), Encoding.UTF8, contentType);
        content.Headers.Add("SOAPAction", "\"urn:refuse\"");
        using var response = await http.PostAsync(served.Endpoint.Address!.Uri, content, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("not this one", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_sees_the_message_that_an_inspector_has_put_in_the_place_of_the_one_that_came()
    {
        var post = new Post();
        await using var served = await Served<IPost>.OpenAsync(post, Bindings.Tcp, Change(runtime => runtime.MessageInspectors.Add(new Inspector
        {
            AfterRequest = message =>
            {
                var copy = message.CreateBufferedCopy(int.MaxValue).CreateMessage();
                copy.Headers.Add(MessageHeader.CreateHeader("stamp", "urn:test", "seen"));
                return copy;
            },
        })));
        served.Client().Drop("text");
        Assert.Equal("seen", await post.Stamp.Task.Soon());
    }

    [Fact]
    public async Task Inspectors_hear_of_the_end_of_a_one_way_call_without_a_reply()
    {
        var ended = new TaskCompletionSource<Message?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var served = await Served<IPost>.OpenAsync(
            new Post(), Bindings.Tcp, Change(runtime => runtime.MessageInspectors.Add(new Inspector { BeforeReply = ended.SetResult })));
        served.Client().Drop("text");
        Assert.Null(await ended.Task.Soon());
    }

    private static Action<ServiceHost> Change(Action<DispatchRuntime> change) => host => host.Description.Behaviors.Add(new RuntimeBehavior(change));

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.Single)]
    private sealed class Post : IPost
    {
        private Stream? _kept;

        public TaskCompletionSource DownloadDisposed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<string?> Stamp { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Message Nothing(Message request) => null!;

        public Message Bare(Message request) => Message.CreateMessage(request.Version, null, (object)"body");

        public Stream Download() => new Watched(DownloadDisposed);

        [OperationBehavior(AutoDisposeParameters = false)]
        public void Upload(Stream data) => _kept = data;

        public string Read()
        {
            using var reader = new StreamReader(_kept!);
            return reader.ReadToEnd();
        }

        public Message? Kept { get; private set; }

        public Message Refuse(Message request) =>
            Message.CreateMessage(request.Version, MessageFault.CreateFault(new FaultCode("Receiver"), "not this one"), null);

        [OperationBehavior(AutoDisposeParameters = false)]
        public Message Keep(Message request)
        {
            Kept = request;
            return Message.CreateMessage(request.Version, "urn:keep-back");
        }

        public void Drop(string text)
        {
            var headers = OperationContext.Current!.IncomingMessageHeaders!;
            Stamp.TrySetResult(headers.FindHeader("stamp", "urn:test") < 0 ? null : headers.GetHeader<string>("stamp", "urn:test"));
        }
    }

    private sealed class Watched(TaskCompletionSource disposed) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }

    private sealed class Inspector : IDispatchMessageInspector
    {
        public Func<Message, Message>? AfterRequest { get; init; }

        public Action<Message?>? BeforeReply { get; init; }

        public object? AfterReceiveRequest(ref Message request, IClientChannel channel, InstanceContext instanceContext)
        {
            request = AfterRequest?.Invoke(request) ?? request;
            return null;
        }

        public void BeforeSendReply(ref Message? reply, object? correlationState) => BeforeReply?.Invoke(reply);
    }
}
