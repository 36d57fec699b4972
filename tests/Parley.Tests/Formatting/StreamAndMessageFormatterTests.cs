using Parley.Channels;
using Parley.Formatting;

namespace Parley.Tests.Formatting;

public sealed class StreamAndMessageFormatterTests
{
    [MessageContract]
    public sealed class Upload : IDisposable
    {
        [MessageHeader]
        public string? Name { get; set; }

        [MessageBodyMember]
        public Stream? Data { get; set; }

        public void Dispose() => Data?.Dispose();
    }

    [ServiceContract(Namespace = "urn:s")]
    public interface IStreams
    {
        [OperationContract]
        Stream Transform(Stream data);

        [OperationContract]
        void Put(Upload upload);

        [OperationContract(Action = "*", ReplyAction = "urn:reply")]
        Message Any(Message message);

        [OperationContract(IsOneWay = true, Action = "urn:post")]
        void Post(Message message);
    }

    private static FormatterHarness For(string operation) => FormatterHarness.For<IStreams>(operation);

    private static byte[] ReadAll(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    [Fact]
    public void A_stream_is_base64_in_the_operations_wrapper()
    {
        Assert.Equal(
            "<Transform xmlns=\"urn:s\"><data>AQIDBA==</data></Transform>", For("Transform").RequestBody(new MemoryStream([1, 2, 3, 4])));
        Assert.Equal(
            "<TransformResponse xmlns=\"urn:s\"><TransformResult></TransformResult></TransformResponse>",
            For("Transform").ReplyBody(null).Replace("<TransformResult/>", "<TransformResult></TransformResult>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stream_survives_and_closing_it_closes_the_message(bool binary)
    {
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        var message = FormatterHarness.Transfer(For("Transform").Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, [new MemoryStream(bytes)]), binary);
        var values = new object?[1];
        For("Transform").Service.DeserializeRequest(message, values);
        var stream = (Stream)values[0]!;
        Assert.NotEqual(MessageState.Closed, message.State);
        Assert.Equal(bytes, ReadAll(stream));
        Assert.Equal(0, stream.Read(new byte[1], 0, 1));
        stream.Dispose();
        Assert.Equal(MessageState.Closed, message.State);
        Assert.Throws<ObjectDisposedException>(() => stream.Read(new byte[1], 0, 1));
    }

    [Theory]
    [InlineData("<Transform xmlns='urn:s'><data/></Transform>")]
    [InlineData("<Transform xmlns='urn:s'><data></data></Transform>")]
    [InlineData("")]
    public void An_empty_stream_has_no_bytes(string body)
    {
        using var stream = (Stream)For("Transform").ReadRequest(body)[0]!;
        Assert.Empty(ReadAll(stream));
    }

    [Theory]
    [InlineData("<Transform xmlns='urn:s'><data/></Transform>")]
    [InlineData("<Transform xmlns='urn:s'/>")]
    [InlineData("")]
    public void Closing_an_empty_stream_closes_its_message_too(string body)
    {
        var message = Message.CreateMessage(FormatterHarness.Envelope(body), 65536, MessageVersion.Soap11);
        var values = new object?[1];
        For("Transform").Service.DeserializeRequest(message, values);
        var stream = (Stream)values[0]!;
        Assert.NotEqual(MessageState.Closed, message.State);
        Assert.Equal(-1, stream.ReadByte());
        stream.Dispose();
        Assert.Equal(MessageState.Closed, message.State);
    }

    [Fact]
    public void The_stream_of_a_request_stays_the_callers_and_that_of_a_reply_is_closed_when_it_is_written()
    {
        using var sent = new MemoryStream([1, 2]);
        _ = For("Transform").RequestBody(sent);
        Assert.True(sent.CanRead);
        using var returned = new MemoryStream([1, 2]);
        _ = For("Transform").ReplyBody(returned);
        Assert.False(returned.CanRead);
    }

    [Fact]
    public void A_stream_that_is_not_base64_fails_as_it_is_read()
    {
        var message = Message.CreateMessage(FormatterHarness.Envelope("<Transform xmlns='urn:s'><data>!!!!</data></Transform>"), 65536, MessageVersion.Soap11);
        var values = new object?[1];
        For("Transform").Service.DeserializeRequest(message, values);
        Assert.Throws<IOException>(() => ReadAll((Stream)values[0]!));
    }

    [Fact]
    public void A_body_that_holds_no_stream_is_the_senders_fault()
    {
        Assert.Throws<DeserializationFailedException>(() => For("Transform").ReadRequest("<Other xmlns='urn:s'/>"));
        Assert.Throws<DeserializationFailedException>(() => For("Transform").ReadRequest("<Transform xmlns='urn:s'><x/></Transform>"));
    }

    [Fact]
    public void A_stream_and_headers_make_a_typed_message()
    {
        var sent = new Upload { Name = "file", Data = new MemoryStream([5, 6]) };
        using var message = FormatterHarness.Transfer(For("Put").Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, [sent]), binary: true);
        var values = new object?[1];
        For("Put").Service.DeserializeRequest(message, values);
        var upload = (Upload)values[0]!;
        Assert.Equal("file", upload.Name);
        Assert.Equal([5, 6], ReadAll(upload.Data!));
    }

    [Fact]
    public void A_whole_message_passes_as_it_is()
    {
        using var message = Message.CreateMessage(MessageVersion.Soap11, "urn:given", "body");
        Assert.Same(message, For("Any").Client.SerializeRequest(MessageVersion.Soap11, [message]));
        var values = new object?[1];
        For("Any").Service.DeserializeRequest(message, values);
        Assert.Same(message, values[0]);
        Assert.Same(message, For("Any").Service.SerializeReply(MessageVersion.Soap11, [], message));
        Assert.Equal("urn:given", message.Headers.Action);
        Assert.Same(message, For("Any").Client.DeserializeReply(message, []));
    }

    [Fact]
    public void A_whole_message_without_an_action_gets_the_operations()
    {
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, (string?)null);
        Assert.Equal("urn:post", For("Post").Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, [request]).Headers.Action);
        using var reply = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, (string?)null);
        Assert.Equal("urn:reply", For("Any").Service.SerializeReply(MessageVersion.Soap12WSAddressing10, [], reply).Headers.Action);
        using var any = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, (string?)null);
        Assert.Null(For("Any").Client.SerializeRequest(MessageVersion.Soap12WSAddressing10, [any]).Headers.Action);
    }

    [Fact]
    public void A_null_message_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => For("Any").Client.SerializeRequest(MessageVersion.Soap11, [null]));
        Assert.Throws<InvalidOperationException>(() => For("Any").Service.SerializeReply(MessageVersion.Soap11, [], null));
    }
}
