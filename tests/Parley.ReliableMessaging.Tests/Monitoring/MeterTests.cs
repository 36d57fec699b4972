using Parley.Channels;
using Parley.ReliableMessaging.Tests.Channels;
using Parley.ReliableMessaging.Tests.Channels.Connections;

namespace Parley.ReliableMessaging.Tests.Monitoring;

/// <summary>The instruments of the meter Parley.ReliableMessaging.</summary>
public sealed class MeterTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    public static TheoryData<bool> Versions => [false, true];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_instrument_has_a_unit()
    {
        using var measurements = new Measurements();
        _ = SessionInstruments.Of(measurements);
        Assert.Equal(
            [
                ("acknowledgement.delay", "s"),
                ("messages.delivered", "{message}"),
                ("messages.duplicates", "{message}"),
                ("messages.retransmitted", "{message}"),
                ("messages.sent", "{message}"),
                ("sessions.faulted", "{session}"),
                ("sessions.open", "{session}"),
                ("sessions.opened", "{session}"),
                ("window.occupancy", "1"),
            ],
            measurements.Units.Select(unit => (unit.Key, unit.Value)).Order());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Both_sides_of_a_session_are_measured(bool is11)
    {
        using var measurements = new Measurements();
        var log = new Entries();
        await using var both = new BothSides(is11, null, measurements, log);
        var (client, service) = await both.OpenAsync(_guard);
        await measurements.CountedAsync("sessions.opened", "client", 1);
        await measurements.CountedAsync("sessions.opened", "service", 1);
        Assert.Equal(1, measurements.Observe("sessions.open", "client"));
        Assert.Equal(1, measurements.Observe("sessions.open", "service"));
        for (var i = 0; i < 5; i++)
        {
            await client.SayAsync("there");
            await service.HearAsync().WaitAsync(_guard, Token);
        }

        await service.SayAsync("back");
        await client.HearAsync().WaitAsync(_guard, Token);
        var closing = client.CloseAsync(Token).AsTask();
        Assert.Null(await service.HearAsync().WaitAsync(_guard, Token));
        await service.CloseAsync(Token).AsTask().WaitAsync(_guard, Token);
        await closing.WaitAsync(_guard, Token);

        await measurements.CountedAsync("messages.sent", "client", 5);
        await measurements.CountedAsync("messages.delivered", "service", 5);
        await measurements.CountedAsync("messages.sent", "service", 1);
        await measurements.CountedAsync("messages.delivered", "client", 1);
        await measurements.MeasuredAsync("acknowledgement.delay", "client", 5);
        await measurements.MeasuredAsync("acknowledgement.delay", "service", 1);
        Assert.All(measurements.Of("acknowledgement.delay", "client"), delay => Assert.InRange(delay.Value, 0, 30));
        await measurements.MeasuredAsync("window.occupancy", "client", 5);
        Assert.All(measurements.Of("window.occupancy", "client"), part => Assert.InRange(part.Value, 1 / 8.0, 1));
        Assert.All(measurements.Of("messages.sent", "client"), sent => Assert.Equal(is11 ? "1.1" : "1.0", sent.Tags["version"]));
        while (log.Of(2301).Length < 2)
        {
            await Task.Yield();
        }

        Assert.Equal(0, measurements.Observe("sessions.open", "client"));
        Assert.Equal(0, measurements.Observe("sessions.open", "service"));
        Assert.Equal(0, measurements.Sum("sessions.faulted", "client"));
        Assert.Equal(0, measurements.Sum("sessions.faulted", "service"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Messages_that_are_sent_again_are_counted(bool is11)
    {
        using var measurements = new Measurements();
        var (wires, peer) = Setup.Create(is11);
        var channel = wires.CreateChannel<IDuplexSessionChannel>(null, measurements);
        await channel.OpenAsync(Token).AsTask().WaitAsync(_guard, Token);
        var losses = 2;
        wires.ToService = packet => packet.Number == 1 && losses-- > 0 ? 0 : 1;
        await channel.SayAsync("one");
        Setup.AdvanceUntil(wires, () => peer.Delivered.Count == 1);

        await measurements.CountedAsync("messages.retransmitted", "client", 2);
        Assert.Equal(1, measurements.Sum("messages.sent", "client"));
        channel.Abort();
    }

    [Fact]
    public async Task Duplicates_are_counted_and_their_messages_and_requests_closed()
    {
        using var measurements = new Measurements();
        await using var world = new ServiceWorld<IInputSessionChannel>(true, typeof(IReplyChannel), parameters: [measurements]);
        var channel = await world.OpenSessionAsync(offers: false);
        await world.AskAsync(world.Client.Data(1, "x"));
        for (var i = 0; i < 3; i++)
        {
            var duplicate = InMemoryRequests.Travel(world.Client.Data(1, "x"), world.Service.Encoder);
            await world.Service.SendAsync(duplicate, default, out var closed).WaitAsync(_guard, Token);
            await closed.WaitAsync(_guard, Token);
            Assert.Equal(MessageState.Closed, duplicate.State);
        }

        await measurements.CountedAsync("messages.duplicates", "service", 3);
        Assert.Equal("x", await channel.HearAsync().WaitAsync(_guard, Token));
        await measurements.CountedAsync("messages.delivered", "service", 1);
    }

    [Fact]
    public async Task Messages_that_nobody_takes_any_more_are_closed_with_their_channel()
    {
        await using var world = new ServiceWorld<IInputSessionChannel>(true, typeof(IReplyChannel));
        var channel = await world.OpenSessionAsync(offers: false);
        var message = InMemoryRequests.Travel(world.Client.Data(1, "x"), world.Service.Encoder);
        await world.Service.SendAsync(message, default, out var closed).WaitAsync(_guard, Token);
        Assert.False(closed.IsCompleted);

        channel.Abort();

        await closed.WaitAsync(_guard, Token);
        Assert.Equal(MessageState.Closed, message.State);
    }

    [Fact]
    public async Task A_failure_is_counted_with_its_reason()
    {
        using var measurements = new Measurements();
        await using var world = new ServiceWorld<IInputSessionChannel>(true, typeof(IReplyChannel), parameters: [measurements]);
        await world.OpenSessionAsync(offers: false);
        await world.AskAsync(world.Client.Fault(new SequenceFault(SequenceFaultCode.SequenceTerminated, world.Client.Input, "gone")));
        await measurements.CountedAsync("sessions.faulted", "service", 1);
        Assert.Equal("terminated_by_peer", Assert.Single(measurements.Of("sessions.faulted", "service")).Tags["reason"]);
        Assert.Equal(0, measurements.Observe("sessions.open", "service"));
    }

    [Fact]
    public async Task A_session_that_is_never_opened_is_counted_as_a_failure_and_not_as_open()
    {
        using var measurements = new Measurements();
        var (wires, _) = Setup.Create(is11: true);
        wires.ToService = _ => 0;
        var channel = wires.CreateChannel<IDuplexSessionChannel>(null, measurements);
        var opening = channel.OpenAsync(Token).AsTask();
        wires.Time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<TimeoutException>(() => opening.WaitAsync(_guard, Token));
        await measurements.CountedAsync("sessions.faulted", "client", 1);
        Assert.Equal("not_opened", Assert.Single(measurements.Of("sessions.faulted", "client")).Tags["reason"]);
        Assert.Equal(0, measurements.Sum("sessions.opened", "client"));
    }

    [Fact]
    public void Measuring_messages_allocates_nothing()
    {
        using var listener = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == SessionInstruments.Name && instrument.Meter.Scope is Measurements)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        var count = 0;
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => count++);
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => count++);
        listener.Start();
        using var silent = new Measurements(isHeard: false);
        var side = SessionInstruments.Of(silent).For(SessionRole.Initiator, ReliableVersion.V11);
        Measure(side);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Measure(side);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(count >= 600);

        static void Measure(SideInstruments side)
        {
            side.Count(new SessionNumbers { Sent = 1, Delivered = 1, Retransmitted = 1, Duplicates = 1 });
            side.RecordDelay(TimeSpan.FromMilliseconds(1));
            side.RecordWindow(1, 8);
        }
    }
}
