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
}
