using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels.Connections;

public class BothSidesTests
{
    private static readonly TimeSpan s_guard = TimeSpan.FromSeconds(30);

    public static TheoryData<bool> Versions => [false, true];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Client_and_service_talk_and_close(bool is11)
    {
        await using var both = new BothSides(is11);
        var (client, service) = await both.OpenAsync(s_guard);

        Assert.Equal(client.Session.Id, service.Session.Id);
        for (var i = 0; i < 20; i++)
        {
            await client.SayAsync($"there {i}").AsTask().WaitAsync(s_guard);
            Assert.Equal($"there {i}", await service.HearAsync().WaitAsync(s_guard));
            await service.SayAsync($"back {i}").AsTask().WaitAsync(s_guard);
            Assert.Equal($"back {i}", await client.HearAsync().WaitAsync(s_guard));
        }

        var closing = client.CloseAsync().AsTask();
        Assert.Null(await service.HearAsync().WaitAsync(s_guard));
        await service.CloseAsync().AsTask().WaitAsync(s_guard);
        await closing.WaitAsync(s_guard);

        Assert.DoesNotContain(both.Wires.Received, packet => packet.Kind == MessageKind.Fault);
        Assert.DoesNotContain(both.Wires.Sent, packet => packet.Kind == MessageKind.Fault);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Connections_that_are_cut_again_and_again_do_not_matter(bool is11)
    {
        await using var both = new BothSides(is11, element => element.AcknowledgementInterval = TimeSpan.FromMilliseconds(20));
        var (client, service) = await both.OpenAsync(s_guard);

        for (var i = 0; i < 30; i++)
        {
            if (i % 3 == 1)
            {
                both.Cut();
            }

            await client.SayAsync($"there {i}").AsTask().WaitAsync(s_guard);
            if (i % 5 == 2)
            {
                both.Cut();
            }

            Assert.Equal($"there {i}", await service.HearAsync().WaitAsync(s_guard));
            await service.SayAsync($"back {i}").AsTask().WaitAsync(s_guard);
            Assert.Equal($"back {i}", await client.HearAsync().WaitAsync(s_guard));
        }

        var closing = client.CloseAsync().AsTask();
        Assert.Null(await service.HearAsync().WaitAsync(s_guard));
        await service.CloseAsync().AsTask().WaitAsync(s_guard);
        await closing.WaitAsync(s_guard);
        Assert.InRange(both.Wires.Connections.Count, 10, 40);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Scenario_1_many_messages_each_way_through_a_bad_network_arrive_once_and_in_order(bool is11)
    {
        const int Count = 40;
        await using var both = new BothSides(
            is11,
            element =>
            {
                element.AcknowledgementInterval = TimeSpan.FromMilliseconds(5);
                element.MaxTransferWindowSize = 32;
            });
        var (client, service) = await both.OpenAsync(s_guard);
        await service.SayAsync("The service knows the round trip from its first message.");
        await client.HearAsync().WaitAsync(s_guard);
        var chance = new Random(11);
        both.Wires.ToClient = both.Wires.ToService = _ =>
        {
            lock (chance)
            {
                return chance.Next(10) switch { 0 => 0, 1 => 2, _ => 1 };
            }
        };

        var there = SayAllAsync(client, Count);
        var back = SayAllAsync(service, Count);
        var heardThere = HearAsync(service, Count);
        var heardBack = HearAsync(client, Count);
        await there.WaitAsync(s_guard);
        await back.WaitAsync(s_guard);
        var expected = Enumerable.Range(0, Count).Select(i => $"{i}");
        Assert.Equal(expected, await heardThere.WaitAsync(s_guard));
        Assert.Equal(expected, await heardBack.WaitAsync(s_guard));
    }

    [Fact]
    public async Task A_service_that_aborts_is_heard_by_the_client()
    {
        await using var both = new BothSides(is11: true);
        var (client, service) = await both.OpenAsync(s_guard);
        var hearing = client.ReceiveAsync().AsTask();

        service.Abort();

        await Assert.ThrowsAnyAsync<CommunicationException>(() => hearing.WaitAsync(s_guard));
    }

    [Fact]
    public async Task A_client_that_aborts_is_heard_by_the_service()
    {
        await using var both = new BothSides(is11: false);
        var (client, service) = await both.OpenAsync(s_guard);
        var hearing = service.ReceiveAsync().AsTask();

        client.Abort();

        await Assert.ThrowsAnyAsync<CommunicationException>(() => hearing.WaitAsync(s_guard));
    }

    private static async Task SayAllAsync(IDuplexSessionChannel channel, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await channel.SayAsync($"{i}");
        }
    }

    private static async Task<List<string?>> HearAsync(IDuplexSessionChannel channel, int count)
    {
        List<string?> heard = [];
        while (heard.Count < count)
        {
            heard.Add(await channel.HearAsync());
        }

        return heard;
    }
}
