using Parley.Channels;
using static Parley.ReliableMessaging.Tests.Channels.Connections.Setup;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

public class ConnectedSessionEndTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    public static TheoryData<bool> Versions => [false, true];

    [Fact]
    public async Task Opening_names_its_timeout_and_the_last_failure()
    {
        var (wires, _) = Create(is11: false);
        wires.Down = new CommunicationException("the network is down");
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        var opening = channel.OpenAsync().AsTask();

        wires.Time.Advance(TimeSpan.FromMinutes(1));
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => opening.WaitAsync(s_guard));

        Assert.Contains("OpenTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Contains("the network is down", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, channel.State);
        var attempts = wires.Attempts;
        wires.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(attempts, wires.Attempts);
    }

    [Fact]
    public async Task A_session_that_the_service_refuses_says_why()
    {
        var (wires, _) = Create(is11: true);
        wires.Service = (connection, message) =>
        {
            using (message)
            {
                var fault = RmFaults.CreateMessage(
                    new(SequenceFaultCode.CreateSequenceRefused, null, "Not on Sundays."), wires.MessageVersion, wires.Wsrm);
                fault.Headers.RelatesTo = message.Headers.MessageId;
                connection.Deliver(fault);
            }
        };
        var channel = wires.CreateChannel<IDuplexSessionChannel>();

        var exception = await Assert.ThrowsAsync<ProtocolException>(() => channel.OpenAsync().AsTask().WaitAsync(s_guard));

        Assert.Contains("Not on Sundays.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, channel.State);
    }

    [Theory]
    [InlineData("DestinationUnreachable", typeof(EndpointNotFoundException))]
    [InlineData("Other", typeof(FaultException))]
    public async Task Another_fault_ends_opening_with_its_exception(string name, Type expected)
    {
        var (wires, _) = Create(is11: false);
        wires.Service = (connection, message) =>
        {
            message.Close();
            var code = FaultCode.CreateSenderFaultCode(name, wires.MessageVersion.Addressing.Namespace.Value);
            connection.Deliver(Message.CreateMessage(
                wires.MessageVersion, MessageFault.CreateFault(code, "Nobody of that name."), "http://www.w3.org/2005/08/addressing/fault"));
        };
        var channel = wires.CreateChannel<IDuplexSessionChannel>();

        var exception = await Assert.ThrowsAnyAsync<CommunicationException>(() => channel.OpenAsync().AsTask().WaitAsync(s_guard));

        Assert.IsType(expected, exception);
        Assert.Contains("Nobody of that name.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R1108_of_1_0_and_R1112_of_1_1_an_acceptance_of_another_address_fails_opening()
    {
        var (wires, peer) = Create(is11: true);
        peer.Accepts = new EndpointAddress("wires://elsewhere/");
        var channel = wires.CreateChannel<IDuplexSessionChannel>();

        await Assert.ThrowsAsync<ProtocolException>(() => channel.OpenAsync().AsTask().WaitAsync(s_guard));

        Assert.Equal(MessageKind.Fault, wires.Sent[^1].Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_whose_own_listener_ends_while_the_session_opens_hears_it_at_once(bool fails)
    {
        var (wires, _) = Create(is11: false);
        wires.HasSessions = false;
        wires.ToService = _ => 0;
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        var opening = channel.OpenAsync().AsTask();
        await wires.Connected(1).WaitAsync(s_guard);

        wires.Last.End(fails ? new CommunicationException("The listener has failed.") : null);

        var failure = await Assert.ThrowsAsync<CommunicationException>(() => opening.WaitAsync(s_guard));
        Assert.Contains(fails ? "The listener has failed." : "nothing can come from the service", failure.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, channel.State);
    }

    [Fact]
    public async Task Abort_tells_the_service_and_ends_whoever_waits()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var hearing = channel.ReceiveAsync().AsTask();

        channel.Abort();

        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => hearing.WaitAsync(s_guard));
        await peer.Ended.WaitAsync(s_guard);
        Assert.Equal(MessageKind.Fault, wires.Sent[^1].Kind);
        Assert.Equal(SessionEnd.TerminatedByPeer, peer.Engine.Outcome!.End);
        Assert.Equal(CommunicationState.Closed, channel.State);
    }

    [Fact]
    public async Task A_session_that_the_service_ends_faults_with_its_reason()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var faulted = new TaskCompletionSource();
        channel.Faulted += (_, _) => faulted.TrySetResult();
        var hearing = channel.ReceiveAsync().AsTask();

        peer.Abort();

        var exception = await Assert.ThrowsAnyAsync<CommunicationException>(() => hearing.WaitAsync(s_guard));
        await faulted.Task.WaitAsync(s_guard);
        Assert.Contains("The session was aborted.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, channel.State);
        await Assert.ThrowsAsync<CommunicationObjectFaultedException>(() => channel.SayAsync("one").AsTask());
        channel.Abort();
    }

    [Fact]
    public async Task Retries_that_are_exhausted_are_named()
    {
        var (wires, _) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(element => element.MaxRetryCount = 2));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var faulted = new TaskCompletionSource();
        channel.Faulted += (_, _) => faulted.TrySetResult();
        wires.ToService = _ => 0;
        await channel.SayAsync("one");

        AdvanceUntil(wires, () => EngineOf(channel).Outcome is not null);
        await faulted.Task.WaitAsync(s_guard);

        Assert.Equal(3, wires.Sent.Count(packet => packet.Number == 1));
        Assert.Equal(MessageKind.Fault, wires.Sent[^1].Kind);
        var exception = await Assert.ThrowsAsync<CommunicationObjectFaultedException>(() => channel.ReceiveAsync().AsTask());
        Assert.Contains("MaxRetryCount", exception.Message, StringComparison.Ordinal);
        channel.Abort();
    }

    [Fact]
    public async Task Scenario_7_inactivity_is_named()
    {
        var (wires, _) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(
            wires.CreateBinding(element => element.InactivityTimeout = TimeSpan.FromMinutes(2)));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        var hearing = channel.ReceiveAsync().AsTask();
        wires.ToService = _ => 0;

        AdvanceUntil(wires, () => EngineOf(channel).Outcome is not null, TimeSpan.FromSeconds(5));

        var exception = await Assert.ThrowsAsync<CommunicationException>(() => hearing.WaitAsync(s_guard));
        Assert.Contains("InactivityTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Contains(wires.Sent, packet => packet.Kind == MessageKind.AckRequested);
        channel.Abort();
    }

    [Fact]
    public async Task Closing_names_its_timeout_when_messages_are_not_delivered()
    {
        var (wires, _) = Create(is11: true);
        var binding = wires.CreateBinding();
        binding.CloseTimeout = TimeSpan.FromSeconds(5);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(binding);
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        wires.ToService = _ => 0;
        await channel.SayAsync("one");
        var closing = channel.CloseAsync().AsTask();

        wires.Time.Advance(TimeSpan.FromSeconds(5));
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => closing.WaitAsync(s_guard));

        Assert.Contains("CloseTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Contains("One message is not acknowledged", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Closed, channel.State);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_2_formalities_that_nobody_answers_do_not_hold_up_closing(bool is11)
    {
        var (wires, peer) = Create(is11);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await channel.SayAsync("one");
        wires.ToClient = packet => packet.Kind is MessageKind.TerminateSequenceResponse or MessageKind.TerminateSequence ? 0 : 1;

        var closing = channel.CloseAsync().AsTask();
        AdvanceUntil(wires, () => EngineOf(channel).IsSettled);
        while (!closing.IsCompleted)
        {
            // It begins to wait when it has been told.
            await Task.Yield();
            wires.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await closing;
        Assert.Equal(CommunicationState.Closed, channel.State);
        Assert.Equal(["one"], peer.Delivered);
        AdvanceUntil(wires, () => EngineOf(channel).Outcome is not null);
        Assert.Equal(SessionEnd.Closed, EngineOf(channel).Outcome!.End);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_session_that_is_still_to_be_told_to_the_service_ends_with_its_factory(bool is11)
    {
        var (wires, _) = Create(is11);
        var factory = wires.CreateBinding().BuildChannelFactory<IDuplexSessionChannel>(new BindingParameterCollection([wires.Time]));
        await factory.OpenAsync();
        var channel = factory.CreateChannel(new EndpointAddress("wires://service/"));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await channel.SayAsync("one");
        wires.ToClient = packet => packet.Kind is MessageKind.TerminateSequenceResponse or MessageKind.TerminateSequence ? 0 : 1;
        var closing = channel.CloseAsync().AsTask();
        AdvanceUntil(wires, () => EngineOf(channel).IsSettled);
        wires.Down = new CommunicationException("Nobody is there any more.");
        wires.Last.End(new CommunicationException("The test cut the connection."));
        while (!closing.IsCompleted)
        {
            // It begins to wait when it has been told.
            await Task.Yield();
            wires.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await closing;
        Assert.Null(EngineOf(channel).Outcome);

        await factory.CloseAsync();

        Assert.Equal(SessionEnd.Closed, EngineOf(channel).Outcome!.End);
    }

    [Fact]
    public async Task A_service_that_does_not_end_its_connection_does_not_hold_up_closing()
    {
        var (wires, _) = Create(is11: false);
        var channel = wires.CreateChannel<IDuplexSessionChannel>();
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        await channel.SayAsync("one");
        wires.Last.EndsByPeer = new();

        var closing = channel.CloseAsync().AsTask();
        AdvanceUntil(wires, () => EngineOf(channel).Outcome is not null);
        await wires.Last.Closes.Task.WaitAsync(s_guard);
        wires.Time.Advance(TimeSpan.FromSeconds(1));

        await closing.WaitAsync(s_guard);
        Assert.Equal(CommunicationState.Closed, channel.State);
    }

    [Fact]
    public async Task Messages_that_nobody_asks_for_do_not_keep_a_session_from_closing()
    {
        var (wires, peer) = Create(is11: true);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(wires.CreateBinding(element => element.MaxTransferWindowSize = 2));
        await channel.OpenAsync().AsTask().WaitAsync(s_guard);
        for (var i = 0; i < 6; i++)
        {
            peer.Send($"{i}");
        }

        await CloseAsync(wires, channel);
        await peer.Ended.WaitAsync(s_guard);

        Assert.Equal(SessionEnd.Closed, peer.Engine.Outcome!.End);
    }
}
