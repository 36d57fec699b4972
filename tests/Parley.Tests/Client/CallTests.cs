using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class CallTests
{
    public static TheoryData<Type> TwoWayShapes => [typeof(IRequestChannel), typeof(IRequestSessionChannel), typeof(IDuplexChannel), typeof(IDuplexSessionChannel)];

    public static TheoryData<Type> OneWayShapes => [.. TwoWayShapes.Select(row => row.Data), typeof(IOutputChannel), typeof(IOutputSessionChannel)];

    [Theory]
    [MemberData(nameof(TwoWayShapes))]
    public async Task Methods_of_every_kind_are_calls_over_every_two_way_shape(Type shape)
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, shape);
        var proxy = factory.CreateChannel();

        Assert.Equal("one", proxy.Echo("one"));
        Assert.Equal("two", await proxy.EchoLaterAsync("two", default).Soon());
        peer.Answer = request => new(Wire.Reply(request, "5"));
        Assert.Equal(5, await proxy.Length("three").Soon());
        await proxy.Touch("four").Soon();
        await proxy.TouchToo("five").Soon();
        peer.Answer = request => new(Wire.Reply(request, "true|42|2"));
        var count = 1;
        Assert.True(proxy.TryParse("42", out var value, ref count));
        Assert.Equal((42, 2), (value, count));
        Assert.Equal("42|1", peer.Request(5).GetBody<string>());
        Assert.Equal(1, peer.Opens);
    }

    [Theory]
    [MemberData(nameof(OneWayShapes))]
    public async Task One_way_calls_are_sent_over_every_shape(Type shape)
    {
        var peer = new MemoryPeer();
        await using var factory = Wire.Factory<INotices>(peer, shape);
        factory.CreateChannel().Tell("news");

        var request = peer.Request(0);
        Assert.Equal("news", request.GetBody<string>());
        Assert.Equal("urn:test/INotices/Tell", request.Headers.Action);
        Assert.Equal(Wire.Address.Uri, request.Headers.To);
        Assert.Null(request.Headers.MessageId);
        Assert.Null(request.Headers.ReplyTo);
    }

    [Fact]
    public async Task A_request_has_action_message_id_reply_to_and_to_in_that_order()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        factory.CreateChannel().Echo("x");

        var headers = peer.Request(0).Headers;
        Assert.Equal(["Action", "MessageID", "ReplyTo", "To"], headers.Select(header => header.Name));
        Assert.True(headers.ReplyTo!.IsAnonymous);
    }

    [Fact]
    public async Task Without_an_addressing_version_a_request_has_no_addressing_headers_on_the_wire()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(new MemoryTransport(peer, typeof(IRequestChannel)) { Version = MessageVersion.Soap11 });
        Assert.Equal("x", factory.CreateChannel().Echo("x"));
        Assert.Null(peer.Request(0).Headers.MessageId);
    }

    [Fact]
    public async Task With_manual_addressing_nothing_is_added()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<INotices>(new MemoryTransport(peer, typeof(IOutputChannel)) { ManualAddressing = true });
        factory.CreateChannel().Tell("x");
        Assert.Equal(["Action"], peer.Request(0).Headers.Select(header => header.Name));
    }

    [Fact]
    public async Task Manual_addressing_without_a_message_id_cannot_wait_for_a_reply_on_a_duplex_channel()
    {
        await using var factory = Wire.Factory<IEcho>(
            new MemoryTransport(Wire.EchoPeer(), typeof(IDuplexSessionChannel)) { ManualAddressing = true });
        var error = Assert.Throws<InvalidOperationException>(() => factory.CreateChannel().Echo("x"));
        Assert.Contains("ManualAddressing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_of_the_endpoint_address_go_with_every_request()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        factory.Endpoint.Address = new EndpointAddress(Wire.Address.Uri, AddressHeader.CreateAddressHeader("tenant", "urn:test", "blue"));
        var proxy = factory.CreateChannel();
        proxy.Echo("1");
        proxy.Echo("2");
        Assert.Equal("blue", peer.Request(1).Headers.GetHeader<string>("tenant", "urn:test"));
    }

    [Fact]
    public async Task A_reply_without_a_message_is_an_error_that_names_the_operation()
    {
        await using var factory = Wire.Factory<IEcho>(new MemoryPeer(), typeof(IRequestChannel));
        var error = Assert.Throws<CommunicationException>(() => factory.CreateChannel().Echo("x"));
        Assert.Contains("'Echo'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_with_another_action_is_a_protocol_error()
    {
        var peer = new MemoryPeer { Answer = request => new(Message.CreateMessage(request.Version, "urn:other", (object)"x")) };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        var error = Assert.Throws<ProtocolException>(() => factory.CreateChannel().Echo("x"));
        Assert.Contains("urn:other", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_to_a_one_way_request_is_a_protocol_error()
    {
        await using var factory = Wire.Factory<INotices>(Wire.EchoPeer(), typeof(IRequestChannel));
        Assert.Throws<ProtocolException>(() => factory.CreateChannel().Tell("x"));
    }

    [Fact]
    public async Task A_reply_header_that_must_be_understood_and_is_not_is_a_protocol_error()
    {
        var peer = new MemoryPeer
        {
            Answer = request =>
            {
                var reply = Wire.Reply(request, "x");
                reply.Headers.Add(MessageHeader.CreateHeader("strange", "urn:strange", "value", mustUnderstand: true));
                return new(reply);
            },
        };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        var error = Assert.Throws<ProtocolException>(() => factory.CreateChannel().Echo("x"));
        Assert.Contains("'strange'", error.Message, StringComparison.Ordinal);
        Assert.Contains("urn:strange", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_fires_ends_the_call_and_a_late_reply_is_an_unknown_message()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var unknown = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IClientChannel)proxy).UnknownMessageReceived += (_, e) => unknown.TrySetResult(e.Message.GetBody<string>());
        using var source = new CancellationTokenSource();
        var call = proxy.EchoLaterAsync("slow", source.Token);
        var session = await peer.FirstSession.Soon();
        var request = await session.ReceiveAsync().Soon();

        await source.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.True(call.IsCanceled);

        session.Reply(request, Wire.Reply(request, "late"));
        Assert.Equal("late", await unknown.Task.Soon());

        var next = proxy.EchoLaterAsync("next", default);
        request = await session.ReceiveAsync().Soon();
        session.Reply(request, Wire.Reply(request, "fine"));
        Assert.Equal("fine", await next.Soon());
    }
}
