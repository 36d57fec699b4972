using Parley.Channels;
using Parley.Tests.Client.Memory;

namespace Parley.Tests.Client;

public class DuplexTests
{
    [Fact]
    public async Task The_callback_object_takes_calls_while_the_clients_own_call_is_open()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        var callback = new Callback();
        await using var factory = Factory(peer, callback);
        var proxy = factory.CreateChannel();
        var join = proxy.JoinAsync("Ann");
        var session = await peer.FirstSession.Soon();
        var request = await session.ReceiveAsync().Soon();

        session.Send(Body("urn:test/IChat/Said", "<Said xmlns='urn:test'><text>hello</text></Said>"));
        Assert.Equal("hello", await callback.SaidTask.Soon());

        var ask = Body("urn:test/IChat/Ask", "<Ask xmlns='urn:test'><question>why</question></Ask>");
        var id = new System.Xml.UniqueId();
        ask.Headers.MessageId = id;
        ask.Headers.ReplyTo = Wire.Address;
        session.Send(ask);
        var answer = await session.ReceiveAsync().Soon();
        Assert.Equal(id, answer.Headers.RelatesTo);
        Assert.Equal("urn:test/IChat/AskResponse", answer.Headers.Action);
        Assert.Contains("because why", answer.ToString(), StringComparison.Ordinal);

        session.Reply(request, Body("urn:test/IChat/JoinResponse", "<JoinResponse xmlns='urn:test'><JoinResult>welcome</JoinResult></JoinResponse>"));
        Assert.Equal("welcome", await join.Soon());
        await ((IClientChannel)proxy).CloseAsync().Soon();
    }

    [Fact]
    public async Task A_two_way_call_inside_a_callback_of_concurrency_mode_single_is_refused_as_it_would_wait_for_ever()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        var callback = new Callback();
        await using var factory = Factory(peer, callback);
        var proxy = factory.CreateChannel();
        callback.WhenSaid = () => proxy.JoinAsync("again");
        await ((IClientChannel)proxy).OpenAsync().Soon();
        (await peer.FirstSession.Soon()).Send(Body("urn:test/IChat/Said", "<Said xmlns='urn:test'><text>hello</text></Said>"));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => callback.SaidTask.Soon());
        Assert.Contains("ConcurrencyMode", error.Message, StringComparison.Ordinal);
        Assert.Contains("CallbackBehavior", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_two_way_call_inside_a_reentrant_callback_works()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        var callback = new ReentrantCallback();
        await using var factory = Factory(peer, callback);
        var proxy = factory.CreateChannel();
        callback.WhenSaid = () => proxy.JoinAsync("again");
        await ((IClientChannel)proxy).OpenAsync().Soon();
        var session = await peer.FirstSession.Soon();
        session.Send(Body("urn:test/IChat/Said", "<Said xmlns='urn:test'><text>hello</text></Said>"));
        var request = await session.ReceiveAsync().Soon();
        session.Reply(request, Body("urn:test/IChat/JoinResponse", "<JoinResponse xmlns='urn:test'><JoinResult>welcome</JoinResult></JoinResponse>"));
        Assert.Equal("hello", await callback.SaidTask.Soon());
    }

    [Fact]
    public async Task Inside_a_callback_the_operation_context_has_the_clients_channel()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        var callback = new Callback();
        await using var factory = Factory(peer, callback);
        var proxy = factory.CreateChannel();
        string? session = null;
        callback.WhenSaid = () =>
        {
            session = OperationContext.Current!.SessionId;
            return Task.CompletedTask;
        };
        await ((IClientChannel)proxy).OpenAsync().Soon();
        (await peer.FirstSession.Soon()).Send(Body("urn:test/IChat/Said", "<Said xmlns='urn:test'><text>hello</text></Said>"));
        await callback.SaidTask.Soon();
        Assert.Equal(((IClientChannel)proxy).SessionId, session);
        Assert.NotNull(session);
    }

    [Fact]
    public async Task A_callback_does_not_run_in_the_execution_context_of_who_opened_the_channel()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        var callback = new Callback();
        await using var factory = Factory(peer, callback);
        var local = new AsyncLocal<string> { Value = "the opener's" };
        var seen = "nothing yet";
        callback.WhenSaid = () =>
        {
            seen = local.Value;
            return Task.CompletedTask;
        };
        await ((IClientChannel)factory.CreateChannel()).OpenAsync().Soon();
        (await peer.FirstSession.Soon()).Send(Body("urn:test/IChat/Said", "<Said xmlns='urn:test'><text>hello</text></Said>"));
        await callback.SaidTask.Soon();
        Assert.Null(seen);
    }

    [Fact]
    public async Task A_duplex_client_hands_its_callback_object_on()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        var callback = new Callback();
        await using var client = new ChatClient(callback, peer);
        client.Open();
        (await peer.FirstSession.Soon()).Send(Body("urn:test/IChat/Said", "<Said xmlns='urn:test'><text>hello</text></Said>"));
        Assert.Equal("hello", await callback.SaidTask.Soon());
        Assert.Same(callback, client.InnerDuplexChannel.CallbackInstance!.GetServiceInstance());
    }

    [Fact]
    public async Task When_the_service_ends_the_session_calls_fail_and_the_channel_closes()
    {
        var peer = new MemoryPeer { AnswersByItself = false };
        await using var factory = Factory(peer, new Callback());
        var proxy = factory.CreateChannel();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IClientChannel)proxy).Closed += (_, _) => closed.TrySetResult();
        var join = proxy.JoinAsync("Ann");
        var session = await peer.FirstSession.Soon();
        await session.ReceiveAsync().Soon();
        session.End();
        await Assert.ThrowsAsync<CommunicationException>(() => join.Soon());
        await closed.Task.Soon();
        await Assert.ThrowsAsync<ProtocolException>(() => proxy.JoinAsync("again").Soon());
    }

    [Fact]
    public async Task The_callback_behaviour_says_whether_the_channel_closes_by_itself()
    {
        await using var factory = Factory(new MemoryPeer(), new PatientCallback());
        Assert.False(((IDuplexContextChannel)factory.CreateChannel()).AutomaticInputSessionShutdown);
    }

    private static DuplexChannelFactory<IChat> Factory(MemoryPeer peer, object callback) =>
        new(callback, new CustomBinding(new MemoryTransport(peer, typeof(IDuplexSessionChannel))), Wire.Address);

    private static Message Body(string action, string xml) =>
        Message.CreateMessage(MessageVersion.Soap12WSAddressing10, action, System.Xml.XmlReader.Create(new StringReader(xml)));

    private class Callback : IChatCallback
    {
        private readonly TaskCompletionSource<string> _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<Task>? WhenSaid { get; set; }

        public Task<string> SaidTask => _said.Task;

        public void Said(string text) => _ = SaidAsync(text);

        public string Ask(string question) => "because " + question;

        private async Task SaidAsync(string text)
        {
            try
            {
                await (WhenSaid?.Invoke() ?? Task.CompletedTask);
                _said.TrySetResult(text);
            }
            catch (InvalidOperationException exception)
            {
                _said.TrySetException(exception);
            }
        }
    }

    [CallbackBehavior(ConcurrencyMode = ConcurrencyMode.Reentrant)]
    private sealed class ReentrantCallback : Callback
    {
    }

    [CallbackBehavior(AutomaticSessionShutdown = false)]
    private sealed class PatientCallback : Callback
    {
    }

    private sealed class ChatClient(object callback, MemoryPeer peer)
        : DuplexClientBase<IChat>(callback, new CustomBinding(new MemoryTransport(peer, typeof(IDuplexSessionChannel))), Wire.Address)
    {
    }
}
