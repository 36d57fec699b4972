using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class ClosingTests
{
    [Fact]
    public async Task Close_waits_for_calls_that_are_under_way_and_then_ends_the_session()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var call = proxy.EchoLaterAsync("x", default);
        var session = await peer.FirstSession.Soon();
        var request = await session.ReceiveAsync().Soon();

        var close = ((IClientChannel)proxy).CloseAsync();
        Assert.False(close.IsCompleted);
        Assert.False(session.ClientEnded.IsCompleted);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => proxy.EchoLaterAsync("late", default).Soon());

        session.Reply(request, Wire.Reply(request, "done"));
        Assert.Equal("done", await call.Soon());
        await close.Soon();
        Assert.True(session.ClientEnded.IsCompleted);
        Assert.Equal((1, 0), (peer.Closes, peer.Aborts));
    }

    [Fact]
    public async Task Close_waits_for_the_peer_to_end_its_half()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<INotices>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        proxy.Tell("x");
        var session = await peer.FirstSession.Soon();
        session.EndsWithClient = false;
        var close = ((IClientChannel)proxy).CloseAsync();
        await session.ReceiveAsync().Soon();
        await session.ClientEnded.Soon();
        Assert.False(close.IsCompleted);
        session.End();
        await close.Soon();
        Assert.Equal(1, peer.Closes);
    }

    [Fact]
    public async Task Close_of_a_channel_that_was_never_opened_needs_no_peer()
    {
        var peer = new MemoryPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var channel = (IClientChannel)factory.CreateChannel();
        await channel.CloseAsync().Soon();
        Assert.Equal(CommunicationState.Closed, channel.State);
        Assert.Equal(0, peer.Opens);
    }

    [Fact]
    public async Task Abort_ends_calls_that_are_under_way_at_once()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var call = proxy.EchoLaterAsync("x", default);
        await (await peer.FirstSession.Soon()).ReceiveAsync().Soon();
        ((IClientChannel)proxy).Abort();
        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => call.Soon());
        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => proxy.EchoLaterAsync("y", default).Soon());
    }

    [Fact]
    public async Task A_failure_of_the_connection_faults_the_channel_between_calls_too()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IClientChannel)proxy).Faulted += (_, _) => faulted.TrySetResult();
        Assert.Equal("x", await proxy.EchoLaterAsync("x", default).Soon());

        (await peer.FirstSession.Soon()).Fail(new CommunicationException("the cable broke"));
        await faulted.Task.Soon();
        Assert.Equal(CommunicationState.Faulted, ((IClientChannel)proxy).State);
        var error = Assert.Throws<CommunicationObjectFaultedException>(() => proxy.Echo("y"));
        Assert.Contains("the cable broke", error.Message, StringComparison.Ordinal);
        Assert.Throws<CommunicationObjectFaultedException>(() => ((IClientChannel)proxy).Close());
        Assert.Equal(CommunicationState.Closed, ((IClientChannel)proxy).State);
    }

    [Fact]
    public async Task A_call_that_meets_a_failed_connection_faults_the_channel_before_it_throws()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        Assert.Equal("x", await proxy.EchoLaterAsync("x", default).Soon());

        // The channel knows already, and the receive that would tell has not ended.
        (await peer.FirstSession.Soon()).BreakChannel(new CommunicationException("the cable broke"));
        Assert.Equal(CommunicationState.Opened, ((IClientChannel)proxy).State);
        var error = await Assert.ThrowsAsync<CommunicationObjectFaultedException>(() => proxy.EchoLaterAsync("y", default).Soon());
        Assert.Contains("the cable broke", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Memory", error.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, ((IClientChannel)proxy).State);
        Assert.Throws<CommunicationObjectFaultedException>(() => ((IClientChannel)proxy).Close());
    }

    [Fact]
    public async Task The_channel_has_failed_when_a_call_under_way_sees_the_failure()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        CommunicationState? seen = null;
        var call = SeeAsync();
        var session = await peer.FirstSession.Soon();
        await session.ReceiveAsync().Soon();
        session.Fail(new CommunicationException("the cable broke"));
        await call.Soon();
        Assert.Equal(CommunicationState.Faulted, seen);

        async Task SeeAsync()
        {
            var error = await Assert.ThrowsAsync<CommunicationException>(() => proxy.EchoLaterAsync("x", default));
            seen = ((IClientChannel)proxy).State;
            Assert.Contains("the cable broke", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_failure_of_the_connection_is_what_calls_under_way_see()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var calls = new[] { proxy.EchoLaterAsync("a", default), proxy.EchoLaterAsync("b", default) };
        var session = await peer.FirstSession.Soon();
        await session.ReceiveAsync().Soon();
        await session.ReceiveAsync().Soon();
        session.Fail(new CommunicationException("the cable broke"));
        foreach (var call in calls)
        {
            Assert.Contains("the cable broke", (await Assert.ThrowsAsync<CommunicationException>(() => call.Soon())).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task When_the_peer_ends_the_session_the_channel_closes_by_itself_and_later_calls_are_protocol_errors()
    {
        var peer = Wire.EchoPeer();
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IClientChannel)proxy).Closed += (_, _) => closed.TrySetResult();
        await proxy.EchoLaterAsync("x", default).Soon();
        (await peer.FirstSession.Soon()).End();
        await closed.Task.Soon();
        var error = Assert.Throws<ProtocolException>(() => proxy.Echo("y"));
        Assert.Contains("'Echo'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_automatic_shutdown_the_channel_stays_open_and_sends_on()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        ((IDuplexContextChannel)proxy).AutomaticInputSessionShutdown = false;
        var call = proxy.EchoLaterAsync("x", default);
        var session = await peer.FirstSession.Soon();
        await session.ReceiveAsync().Soon();
        session.End();
        await Assert.ThrowsAsync<CommunicationException>(() => call.Soon());
        Assert.Equal(CommunicationState.Opened, ((IClientChannel)proxy).State);
        proxy.Notify("still here");
        Assert.Equal("still here", (await session.ReceiveAsync().Soon()).GetBody<string>());
    }

    [Fact]
    public async Task A_reply_that_comes_right_before_the_end_of_the_session_is_not_lost()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var call = proxy.EchoLaterAsync("x", default);
        var session = await peer.FirstSession.Soon();
        var request = await session.ReceiveAsync().Soon();
        session.Reply(request, Wire.Reply(request, "last words"));
        session.End();
        Assert.Equal("last words", await call.Soon());
    }

    [Fact]
    public async Task The_output_session_can_be_closed_alone()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var call = proxy.EchoLaterAsync("x", default);
        var session = await peer.FirstSession.Soon();
        session.EndsWithClient = false;
        var request = await session.ReceiveAsync().Soon();
        await ((IDuplexContextChannel)proxy).CloseOutputSessionAsync().Soon();
        await session.ClientEnded.Soon();
        session.Reply(request, Wire.Reply(request, "heard"));
        Assert.Equal("heard", await call.Soon());
        session.End();
    }

    [Fact]
    public async Task Dispose_never_throws_and_aborts_what_has_failed()
    {
        var peer = Wire.EchoPeer();
        peer.OnOpen = _ => throw new EndpointNotFoundException("nobody there");
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IRequestChannel));
        var proxy = factory.CreateChannel();
        var error = Assert.Throws<EndpointNotFoundException>(() =>
        {
            using var channel = (IClientChannel)proxy;
            proxy.Echo("x");
        });
        Assert.Equal("nobody there", error.Message);
        Assert.Equal(CommunicationState.Closed, ((IClientChannel)proxy).State);
    }

    [Fact]
    public async Task Closing_the_factory_closes_its_channels()
    {
        var peer = Wire.EchoPeer();
        var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var never = factory.CreateChannel();
        await proxy.EchoLaterAsync("x", default).Soon();
        await factory.CloseAsync().Soon();
        Assert.Equal(CommunicationState.Closed, ((IClientChannel)proxy).State);
        Assert.Equal(CommunicationState.Closed, ((IClientChannel)never).State);
        Assert.Equal(1, peer.Closes);
        Assert.Throws<ObjectDisposedException>(() => factory.CreateChannel());
    }
}
