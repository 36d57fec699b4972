using Parley.ReliableMessaging;

namespace Parley.Simulation.Tests;

/// <summary>The conversations that implementations of reliable messaging are known to break in, by name.</summary>
public sealed class ScenarioTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    public static TheoryData<int, int, bool> Conversations()
    {
        var data = new TheoryData<int, int, bool>();
        foreach (var pattern in Enum.GetValues<Pattern>())
        {
            foreach (var version in Enum.GetValues<ReliableVersion>())
            {
                data.Add((int)pattern, (int)version, true);
                data.Add((int)pattern, (int)version, false);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Scenario_1_every_second_message_lost_both_ways_a_thousand_messages(int pattern, int version, bool ordered)
    {
        var counts = new int[2];
        var simulation = Simulation.Create(PlanOf(pattern, version, ordered) with { InitiatorMessages = 1000, ResponderMessages = pattern == (int)Pattern.Duplex ? 1000 : 0 });
        simulation.Loses = (role, _) => ++counts[(int)role] % 2 == 0;
        simulation.Run();
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Scenario_2_all_acknowledgements_lost_for_a_while(int pattern, int version, bool ordered)
    {
        var simulation = Simulation.Create(PlanOf(pattern, version, ordered) with { InitiatorMessages = 50, ResponderMessages = pattern == (int)Pattern.Duplex ? 50 : 0 });
        simulation.Loses = (_, arrival) => arrival.Acknowledgement is not null && simulation.Now < s_minute;
        simulation.Run();
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Scenario_2_CreateSequenceResponse_and_TerminateSequence_lost(int pattern, int version, bool ordered)
    {
        var lost = new Dictionary<(SessionRole, MessageKind), int>();
        var simulation = Simulation.Create(PlanOf(pattern, version, ordered) with { InitiatorMessages = 5, ForgetsAtOnce = true });
        simulation.Loses = (role, arrival) =>
        {
            var isFormality = arrival.Kind is not (MessageKind.Message or MessageKind.Acknowledgement or MessageKind.AckRequested or MessageKind.Fault);
            var times = lost.GetValueOrDefault((role, arrival.Kind));
            lost[(role, arrival.Kind)] = times + 1;
            return isFormality && times < 2;
        };
        simulation.Run();
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Scenario_3_only_message_1_is_dropped_five_times(int pattern, int version, bool ordered)
    {
        var drops = 0;
        var simulation = Simulation.Create(PlanOf(pattern, version, ordered) with { InitiatorMessages = 30 });
        simulation.Loses = (role, arrival) => role == SessionRole.Initiator && arrival is { Kind: MessageKind.Message, Number: 1 } && ++drops <= 5;
        simulation.Run();
        Assert.Equal(6, drops);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Scenario_4_half_close_the_client_has_closed_its_sequence_and_callbacks_still_arrive(int version)
    {
        var simulation = Simulation.Create(PlanOf((int)Pattern.Duplex, version, ordered: true) with
        {
            InitiatorMessages = 2,
            ResponderMessages = 60,
            InitiatorWindow = 1,
            ResponderWindow = 1,
            DelayMs = 50,
        });
        simulation.Trace = [];
        simulation.Run();
        var terminate = simulation.Trace.FindIndex(sent => sent is { Kind: MessageKind.TerminateSequence, Identifier: "urn:made" });
        var lastCallback = simulation.Trace.FindLastIndex(sent => sent is { Kind: MessageKind.Message, Identifier: "urn:offer" });
        Assert.InRange(terminate, 0, lastCallback - 20);
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Scenario_5_window_of_1_and_an_application_that_stops_for_a_while(int pattern, int version, bool ordered)
    {
        var simulation = Simulation.Create(PlanOf(pattern, version, ordered) with
        {
            InitiatorMessages = 40,
            InitiatorWindow = 1,
            ResponderWindow = 1,
            ResponderApplicationPause = new(TimeSpan.Zero, 10 * s_minute),
        });
        simulation.Trace = [];
        simulation.Run();
        Assert.InRange(simulation.Now, 10 * s_minute, 11 * s_minute);
        Assert.InRange(simulation.Trace.Count, 40, 450);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Scenario_11_a_large_message_right_after_a_quick_CreateSequence_is_sent_once(bool overExchanges)
    {
        var engine = SequenceSession<int>.CreateInitiator(new(), TimeSpan.Zero, offer: null, overExchanges);
        var now = TimeSpan.Zero;
        engine.Open(now);
        Assert.True(engine.TryGetTransmission(now, out var create));
        now += TimeSpan.FromMilliseconds(2);
        var response = new Arrival<int> { Kind = MessageKind.CreateSequenceResponse, Identifier = "urn:made" };
        if (overExchanges)
        {
            engine.HandleResponse(now, create.Exchange, response);
        }
        else
        {
            engine.HandleArrival(now, response);
        }

        Assert.Equal(SendResult.Taken, engine.Send(now, 1, out _));
        Assert.True(engine.TryGetTransmission(now, out var large));

        // Half a minute of writing, in which time passes and the engine is asked again and again.
        for (var second = 0; second < 30; second++)
        {
            now += TimeSpan.FromSeconds(1);
            engine.HandleDeadline(now);
            Assert.False(engine.TryGetTransmission(now, out _));
        }

        engine.HandleWritten(now, large);
        now += TimeSpan.FromMilliseconds(300);
        engine.HandleDeadline(now);
        Assert.False(engine.TryGetTransmission(now, out _));
        var acknowledgement = new Arrival<int> { Kind = MessageKind.Acknowledgement, Acknowledgement = new() { Identifier = "urn:made", Ranges = [new(1, 1)] } };
        engine.HandleArrival(now, acknowledgement);
        Assert.Equal(0, engine.Unacknowledged);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1, false)]
    public void Scenario_15_thirty_two_concurrent_callers_and_a_small_window(int version, bool ordered)
    {
        var plan = PlanOf((int)Pattern.RequestReply, version, ordered) with
        {
            InitiatorMessages = 2000,
            Callers = 32,
            InitiatorWindow = 3,
            ResponderWindow = 3,
            ThinkMs = 20,
            JitterMs = 30,
        };
        Simulation.Create(plan).Run();
        Simulation.Create(plan with { Loss = 0.2, Duplication = 0.1 }).Run();
    }

    [Theory]
    [MemberData(nameof(Conversations))]
    public void Scenario_10_a_hundred_sessions_in_a_row_each_close_within_a_few_round_trips(int pattern, int version, bool ordered)
    {
        for (var index = 0; index < 100; index++)
        {
            var simulation = Simulation.Create(PlanOf(pattern, version, ordered) with { InitiatorMessages = 1, DelayMs = 10 });
            simulation.Run();
            Assert.InRange(simulation.Now, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        }
    }

    [Theory]
    [InlineData((int)Pattern.OneWayOverExchanges, 8, 150)]
    [InlineData((int)Pattern.OneWayOverExchanges, 128, 1500)]
    [InlineData((int)Pattern.OneWayOverDuplex, 8, 150)]
    [InlineData((int)Pattern.OneWayOverDuplex, 128, 1000)]
    [InlineData((int)Pattern.RequestReply, 8, 50)]
    public void A_tenth_of_the_messages_lost_each_way_costs_round_trips_and_not_timers(int pattern, int window, int messagesPerSecond)
    {
        var simulation = Simulation.Create(PlanOf(pattern, 1, ordered: true) with
        {
            InitiatorMessages = 5000,
            InitiatorWindow = window,
            ResponderWindow = window,
            Callers = 8,
            DelayMs = 10,
            JitterMs = 2,
        });
        var random = new Random(7);
        simulation.Loses = (_, _) => random.NextDouble() < 0.1;
        simulation.Run();
        Assert.InRange(5000 / simulation.Now.TotalSeconds, messagesPerSecond, 10_000);
    }

    private static Plan PlanOf(int pattern, int version, bool ordered) => new()
    {
        Seed = 1,
        Pattern = (Pattern)pattern,
        Version = (ReliableVersion)version,
        Ordered = ordered,
        DelayMs = 5,
        JitterMs = 0,
    };
}
