using System.Xml;
using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class ScopeTests
{
    [Fact]
    public async Task Headers_and_properties_of_a_scope_go_with_its_calls_and_with_no_others()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        var proxy = factory.CreateChannel();
        using (new OperationContextScope((IContextChannel)proxy))
        {
            OperationContext.Current!.OutgoingMessageHeaders.Add(MessageHeader.CreateHeader("tenant", "urn:test", "blue"));
            OperationContext.Current.OutgoingMessageProperties["colour"] = "blue";
            proxy.Echo("1");
            await proxy.EchoLaterAsync("2", default).Soon();
            Assert.NotNull(OperationContext.Current);
            await proxy.EchoLaterAsync("3", default).Soon();
        }

        proxy.Echo("4");
        Assert.Null(OperationContext.Current);
        Assert.Equal([0, 0, 0, -1], Enumerable.Range(0, 4).Select(i => Math.Min(0, peer.Request(i).Headers.FindHeader("tenant", "urn:test"))));
        Assert.Equal("blue", peer.Request(2).Properties["colour"]);
        Assert.False(peer.Request(3).Properties.ContainsKey("colour"));
    }

    [Fact]
    public async Task A_scope_of_one_channel_does_not_touch_the_calls_of_another()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        var mine = factory.CreateChannel();
        var other = factory.CreateChannel();
        using var scope = new OperationContextScope((IContextChannel)mine);
        OperationContext.Current!.OutgoingMessageHeaders.Add(MessageHeader.CreateHeader("tenant", "urn:test", "blue"));
        other.Echo("x");
        Assert.Equal(-1, peer.Request(0).Headers.FindHeader("tenant", "urn:test"));
    }

    [Fact]
    public async Task Addressing_headers_of_a_scope_take_the_place_of_the_channels_own()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var id = new UniqueId("urn:mine");
        using (new OperationContextScope((IContextChannel)proxy))
        {
            OperationContext.Current!.OutgoingMessageHeaders.MessageId = id;
            OperationContext.Current.OutgoingMessageHeaders.To = new Uri("memory://elsewhere/");
            Assert.Equal("x", proxy.Echo("x"));
        }

        var headers = peer.Request(0).Headers;
        Assert.Equal(id, headers.MessageId);
        Assert.Equal(new Uri("memory://elsewhere/"), headers.To);
        Assert.Equal("urn:test/IEcho/Echo", headers.Action);
    }

    [Fact]
    public async Task The_headers_of_the_reply_can_be_read_after_the_call()
    {
        var peer = new MemoryPeer
        {
            Answer = request =>
            {
                var reply = Wire.Reply(request, request.GetBody<string>());
                reply.Headers.Add(MessageHeader.CreateHeader("mood", "urn:test", "fine"));
                reply.Properties["from"] = "peer";
                return new(reply);
            },
        };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        var proxy = factory.CreateChannel();
        using var scope = new OperationContextScope((IContextChannel)proxy);
        Assert.Null(OperationContext.Current!.IncomingMessageHeaders);
        await proxy.EchoLaterAsync("1", default).Soon();
        proxy.Echo("2");
        Assert.Equal("fine", OperationContext.Current.IncomingMessageHeaders!.GetHeader<string>("mood", "urn:test"));
        Assert.Equal("peer", OperationContext.Current.IncomingMessageProperties!["from"]);
    }

    [Fact]
    public async Task Scopes_nest_and_refuse_to_cross()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        var channel = (IContextChannel)factory.CreateChannel();
        var outer = new OperationContextScope(channel);
        var outerContext = OperationContext.Current;
        var inner = new OperationContextScope(channel);
        Assert.NotSame(outerContext, OperationContext.Current);
        Assert.Throws<InvalidOperationException>(outer.Dispose);
        inner.Dispose();
        Assert.Same(outerContext, OperationContext.Current);
        outer.Dispose();
        Assert.Null(OperationContext.Current);
        outer.Dispose();
    }

    [Fact]
    public async Task The_context_belongs_to_its_own_flow_of_execution()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IRequestChannel));
        var channel = (IContextChannel)factory.CreateChannel();
        var inFlow = Task.Run(async () =>
        {
            using var scope = new OperationContextScope(channel);
            await Task.Yield();
            return OperationContext.Current?.Channel;
        });
        Assert.Same(channel, await inFlow.Soon());
        Assert.Null(OperationContext.Current);
    }
}
