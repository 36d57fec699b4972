using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class CorrelationTests
{
    [Fact]
    public async Task Replies_find_their_callers_in_whatever_order_they_come()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var calls = Enumerable.Range(0, 20).Select(i => proxy.EchoLaterAsync($"{i}", default)).ToArray();
        var session = await peer.FirstSession.Soon();
        var requests = new List<Message>();
        for (var i = 0; i < calls.Length; i++)
        {
            requests.Add(await session.ReceiveAsync().Soon());
        }

        foreach (var request in Enumerable.Reverse(requests))
        {
            session.Reply(request, Wire.Reply(request, request.GetBody<string>()));
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), await Task.WhenAll(calls).Soon());
    }

    [Fact]
    public async Task A_caller_that_blocks_in_its_continuation_does_not_hold_up_the_replies_of_others()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        using var gate = new ManualResetEventSlim();
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = proxy.EchoLaterAsync("first", default).ContinueWith(
            _ =>
            {
                blocked.SetResult();
                gate.Wait(TestContext.Current.CancellationToken);
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var second = proxy.EchoLaterAsync("second", default);
        var third = proxy.EchoLaterAsync("third", default);
        var session = await peer.FirstSession.Soon();
        var requests = new[] { await session.ReceiveAsync().Soon(), await session.ReceiveAsync().Soon(), await session.ReceiveAsync().Soon() };
        var byText = requests.ToDictionary(request => request.GetBody<string>());

        foreach (var text in new[] { "first", "second" })
        {
            session.Reply(byText[text], Wire.Reply(byText[text], text));
        }

        await blocked.Task.Soon();
        Assert.Equal("second", await second.Soon());
        session.Reply(byText["third"], Wire.Reply(byText["third"], "third"));
        Assert.Equal("third", await third.Soon());
        gate.Set();
        await first.Soon();
    }

    [Fact]
    public async Task Synchronous_calls_of_many_threads_share_a_channel()
    {
        await using var factory = Wire.Factory<IEcho>(Wire.EchoPeer(), typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var calls = Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal($"{thread}.{i}", proxy.Echo($"{thread}.{i}"));
            }
        }));
        await Task.WhenAll(calls).Soon();
    }

    [Fact]
    public async Task A_message_that_relates_to_nothing_is_unknown_and_harms_no_call()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var unknown = new List<string?>();
        ((IClientChannel)proxy).UnknownMessageReceived += (_, e) => unknown.Add(e.Message.Headers.Action);
        var call = proxy.EchoLaterAsync("x", default);
        var session = await peer.FirstSession.Soon();
        var request = await session.ReceiveAsync().Soon();
        session.Send(Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:stray"));
        session.Reply(request, Wire.Reply(request, "answer"));
        Assert.Equal("answer", await call.Soon());
        Assert.Equal(["urn:stray"], unknown);
    }

    [Fact]
    public async Task A_fault_that_relates_to_nothing_answers_the_only_call_that_waits()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var call = proxy.EchoLaterAsync("x", default);
        var session = await peer.FirstSession.Soon();
        await session.ReceiveAsync().Soon();
        session.Send(Fault("no"));
        Assert.Equal("no", (await Assert.ThrowsAsync<FaultException>(() => call.Soon())).Message);
    }

    [Fact]
    public async Task A_fault_that_relates_to_nothing_is_unknown_while_several_calls_wait()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var unknown = new List<bool>();
        ((IClientChannel)proxy).UnknownMessageReceived += (_, e) => unknown.Add(e.Message.IsFault);
        var calls = new[] { proxy.EchoLaterAsync("1", default), proxy.EchoLaterAsync("2", default) };
        var session = await peer.FirstSession.Soon();
        var requests = new[] { await session.ReceiveAsync().Soon(), await session.ReceiveAsync().Soon() };
        session.Send(Fault("whose?"));
        foreach (var request in requests)
        {
            session.Reply(request, Wire.Reply(request, request.GetBody<string>()));
        }

        Assert.Equal(["1", "2"], await Task.WhenAll(calls).Soon());
        Assert.Equal([true], unknown);
    }

    [Fact]
    public async Task A_fault_that_relates_to_nothing_is_unknown_when_it_may_be_meant_for_a_call_that_was_given_up()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        using var impatience = new CancellationTokenSource();
        var first = proxy.EchoLaterAsync("1", impatience.Token);
        var session = await peer.FirstSession.Soon();
        await session.ReceiveAsync().Soon();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Soon());
        var second = proxy.EchoLaterAsync("2", default);
        var request = await session.ReceiveAsync().Soon();
        session.Send(Fault("for the first"));
        session.Reply(request, Wire.Reply(request, "2"));
        Assert.Equal("2", await second.Soon());
    }

    [Fact]
    public async Task The_receives_of_a_channel_have_no_execution_context_of_a_caller()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Wire.Factory<IEcho>(peer, typeof(IDuplexSessionChannel));
        var proxy = factory.CreateChannel();
        var local = new AsyncLocal<string> { Value = "the caller's" };
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await ((IClientChannel)proxy).OpenAsync().Soon();
        ((IClientChannel)proxy).UnknownMessageReceived += (_, _) => seen.TrySetResult(local.Value);
        var call = proxy.EchoLaterAsync("x", default);
        var session = await peer.FirstSession.Soon();
        var request = await session.ReceiveAsync().Soon();
        session.Send(Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:stray"));
        Assert.Null(await seen.Task.Soon());
        session.Reply(request, Wire.Reply(request, "answer"));
        Assert.Equal("answer", await call.Soon());
    }

    private static Message Fault(string reason) =>
        Message.CreateMessage(MessageVersion.Soap12WSAddressing10, MessageFault.CreateFault(new FaultCode("Client"), reason), "urn:fault");
}
