using Parley.Channels;

namespace Parley.FunctionalTests.Framing;

public class PoolTests
{
    [Fact]
    public async Task A_connection_serves_the_next_session_after_both_sides_have_said_end()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());
        for (var i = 0; i < 10; i++)
        {
            await host.AssertWorksAsync(client);
            Assert.Equal(1, client.IdleConnections);
            Assert.Equal(1, host.Socket.ConnectionCount);
        }

        await client.DisposeAsync();
        await FramingHost.UntilAsync(() => host.Socket.ConnectionCount == 0, "the idle connection to be closed");
    }

    [Fact]
    public async Task No_more_connections_are_kept_than_the_settings_say()
    {
        var binding = SessionTests.CreateBinding();
        binding.Elements.Find<TcpTransportBindingElement>()!.ConnectionPoolSettings.MaxOutboundConnectionsPerEndpoint = 2;
        await using var host = await FramingHost.StartAsync(binding);
        await using var client = await FramingClient.OpenAsync(binding);
        var channels = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.ConnectAsync(host.Uri)));
        foreach (var channel in channels)
        {
            await channel.CloseAsync();
        }

        Assert.Equal(2, client.IdleConnections);
        await FramingHost.UntilAsync(() => host.Socket.ConnectionCount == 2, "the others to be closed");
    }

    [Theory]
    [InlineData(false, 119, true)]
    [InlineData(false, 121, false)]
    [InlineData(true, 301, false)]
    public async Task An_idle_or_old_connection_is_not_used_again(bool busyMeanwhile, int seconds, bool reused)
    {
        var time = new ManualTime();
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding(), time);
        await host.AssertWorksAsync(client);
        for (var passed = 0; passed < seconds && busyMeanwhile; passed += 60)
        {
            // The pool looks through its connections on a timer; moving on in steps keeps this one from lying idle too long.
            time.Advance(TimeSpan.FromSeconds(60));
            await host.AssertWorksAsync(client);
        }

        if (busyMeanwhile)
        {
            // The lease of the first ran out at five minutes: the connection of now is another.
            Assert.Equal(1, client.IdleConnections);
            return;
        }

        time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(reused ? 1 : 0, client.IdleConnections);
        await host.AssertWorksAsync(client);
    }

    [Fact]
    public async Task A_connection_that_died_while_it_was_idle_is_replaced()
    {
        using var service = new RawService();
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());
        var first = client.Create(service.Uri);
        var opening = first.OpenAsync().AsTask();
        using (var peer = await service.AcceptAsync())
        {
            await peer.ReadAsync(RawPeer.Preamble(service.Uri).Length);
            await peer.SendAsync(RawPeer.Acknowledgement);
            await opening.WaitAsync(FramingHost.Guard);
            var closing = first.CloseAsync().AsTask();
            Assert.Equal([0x07], await peer.ReadAsync(1));
            await peer.SendAsync(0x07);
            await closing.WaitAsync(FramingHost.Guard);
            Assert.Equal(1, client.IdleConnections);
        }

        var second = client.Create(service.Uri);
        var reopening = second.OpenAsync().AsTask();
        using var next = await service.AcceptAsync();
        await next.ReadAsync(RawPeer.Preamble(service.Uri).Length);
        await next.SendAsync(RawPeer.Acknowledgement);
        await reopening.WaitAsync(FramingHost.Guard);
        second.Abort();
    }

    [Fact]
    public async Task A_service_closes_a_connection_that_lies_idle_after_a_session()
    {
        var time = new ManualTime();
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding(), time);
        using var peer = await RawPeer.ConnectAsync(host.Uri);
        await peer.SendAsync(RawPeer.Preamble(host.Uri));
        Assert.Equal(RawPeer.Acknowledgement, await peer.ReadAsync(1));
        await peer.SendAsync(0x07);
        Assert.Equal([0x07], await peer.ReadAsync(1));
        await FramingHost.UntilAsync(() => host.Socket.PreambleCount == 1 && time.ActiveTimers == 1, "the connection to be idle");

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Empty(await peer.ReadToEndAsync());
        await FramingHost.UntilAsync(() => host.Socket.ConnectionCount == 0 && host.Buffers.Lent == 0, "the connection to go");
    }

    [Fact]
    public async Task Factories_of_one_group_share_their_connections_and_others_do_not()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        var binding = SessionTests.CreateBinding();
        binding.Elements.Find<TcpTransportBindingElement>()!.ConnectionPoolSettings.GroupName = nameof(Factories_of_one_group_share_their_connections_and_others_do_not);
        await using var one = await FramingClient.OpenAsync(binding);
        await using var two = await FramingClient.OpenAsync(binding);
        await using var other = await FramingClient.OpenAsync(SessionTests.CreateBinding());

        await host.AssertWorksAsync(one);
        await host.AssertWorksAsync(two);
        Assert.Equal(1, host.Socket.ConnectionCount);
        await host.AssertWorksAsync(other);
        Assert.Equal(2, host.Socket.ConnectionCount);
    }
}
