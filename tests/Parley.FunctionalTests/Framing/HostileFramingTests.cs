using System.Text;
using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

public class HostileFramingTests
{
    [Theory]
    [InlineData("474554202F20485454502F312E310D0A0D0A", null)]
    [InlineData("FF", null)]
    [InlineData("0001000203", null)]
    [InlineData("000200", "UnsupportedVersion")]
    [InlineData("0001000103", "UnsupportedMode")]
    [InlineData("00010001 01 VIA 0307 0C", "UnsupportedMode")]
    [InlineData("00010001 02 02 FFFF03", "ViaTooLong")]
    [InlineData("00010001 02 02 FFFFFFFFFF", null)]
    [InlineData("00010001 02 02 0161", "EndpointNotFound")]
    [InlineData("00010001 02 VIA 0309", "ContentTypeInvalid")]
    [InlineData("00010001 02 VIA 0303 0C", "ContentTypeInvalid")]
    [InlineData("00010001 02 VIA 04FF7F", "ContentTypeTooLong")]
    [InlineData("00010001 02 VIA 0308 0903616263", "UpgradeInvalid")]
    [InlineData("00010001 02 VIA 0308 06", null)]
    public async Task A_bad_preamble_gets_its_fault_and_the_connection_ends(string hex, string? fault)
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        using var peer = await RawPeer.ConnectAsync(host.Uri);
        var via = Encoding.UTF8.GetBytes(host.Uri.AbsoluteUri);
        await peer.SendHexAsync(hex.Replace("VIA", "02" + Convert.ToHexString([(byte)via.Length, .. via]), StringComparison.Ordinal));

        if (fault is null)
        {
            Assert.Empty(await peer.ReadToEndAsync());
        }
        else
        {
            Assert.Equal(
                "http://schemas.microsoft.com/ws/2006/05/framing/faults/" + fault, Encoding.UTF8.GetString(await peer.ReadToEndAfterFaultAsync()));
        }

        await AssertHonestAsync(host);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("0B")]
    [InlineData("FF")]
    [InlineData("06FFFFFFFFFF")]
    [InlineData("06 05 0000000000")]
    [InlineData("06 03 02 01 FF")]
    [InlineData("06 01 FF")]
    [InlineData("08 FF7F")]
    public async Task Bytes_that_have_no_place_in_a_session_end_it(string hex)
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        using var peer = await OpenSessionAsync(host);
        await peer.SendHexAsync(hex);

        Assert.Empty(await peer.ReadToEndAsync());
        Assert.IsAssignableFrom<CommunicationException>(await host.NextFailureAsync());
        await AssertHonestAsync(host);
    }

    [Fact]
    public async Task An_oversize_length_is_refused_before_anything_of_it_comes()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        using var peer = await OpenSessionAsync(host);
        await peer.SendHexAsync("06FFFFFFFF07");

        Assert.EndsWith("MaxMessageSizeExceededFault", Encoding.UTF8.GetString(await peer.ReadToEndAfterFaultAsync()), StringComparison.Ordinal);
        Assert.IsType<QuotaExceededException>((await host.NextFailureAsync()).InnerException);
        await AssertHonestAsync(host);
    }

    [Fact]
    public async Task A_large_length_is_believed_only_as_far_as_its_bytes_come()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding(maxSize: 1_000_000_000));
        using var peer = await OpenSessionAsync(host);
        await peer.SendHexAsync("0680A8D6B903 00");
        await FramingHost.UntilAsync(() => host.Buffers.Lent > 0, "the beginning of the message");

        Assert.InRange(host.Buffers.LargestLent, 1, 1024 * 1024);
        peer.Reset();
        Assert.IsType<CommunicationException>(await host.NextFailureAsync());
        await AssertHonestAsync(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_goes_away_in_the_middle_of_a_message_fails_its_session_only(bool reset)
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        using var peer = await OpenSessionAsync(host);
        await peer.SendHexAsync("06 64 00 56 02");
        if (reset)
        {
            peer.Reset();
        }
        else
        {
            peer.Dispose();
        }

        Assert.IsType<CommunicationException>(await host.NextFailureAsync());
        await AssertHonestAsync(host);
    }

    [Fact]
    public async Task A_client_that_stops_in_the_middle_of_a_message_can_be_given_up()
    {
        using var givingUp = new CancellationTokenSource();
        var waiting = new TaskCompletionSource();
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding(), "net.tcp://127.0.0.1:0/echo", async channel =>
        {
            var receiving = channel.ReceiveAsync(givingUp.Token).AsTask();
            waiting.TrySetResult();
            (await receiving)?.Close();
            await channel.CloseAsync();
        });
        using var peer = await OpenSessionAsync(host);
        await peer.SendHexAsync("06 64 00 56 02");
        await waiting.Task.WaitAsync(FramingHost.Guard);
        await givingUp.CancelAsync();

        Assert.IsAssignableFrom<OperationCanceledException>(await host.NextFailureAsync());
        Assert.Empty(await peer.ReadToEndAsync());
        await FramingHost.UntilAsync(() => host.Socket.ConnectionCount == 0 && host.Buffers.Lent == 0, "the connection to go");
        Assert.Equal(0, host.Buffers.Problems);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0001000102")]
    [InlineData("0001000102 02 20 6E65742E")]
    public async Task A_client_that_does_not_finish_its_preamble_is_closed_in_time(string hex)
    {
        var time = new ManualTime();
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding(), time);
        using var peer = await RawPeer.ConnectAsync(host.Uri);
        await peer.SendHexAsync(hex);
        await FramingHost.UntilAsync(() => time.ActiveTimers == 1 && host.Socket.PreambleCount == 1, "the clock to run");

        time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, host.Socket.ConnectionCount);
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(await peer.ReadToEndAsync());
        await AssertHonestAsync(host);
    }

    [Fact]
    public async Task An_endless_preamble_is_stopped_by_its_limits()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        using var peer = await RawPeer.ConnectAsync(host.Uri);
        await peer.SendAsync([.. RawPeer.Preamble(host.Uri)[..^1], .. Enumerable.Repeat((byte)0x09, 5000)]);

        Assert.StartsWith("http://schemas.microsoft.com/ws/2006/05/framing/faults/", Encoding.UTF8.GetString(await peer.ReadToEndAfterFaultAsync()), StringComparison.Ordinal);
        await AssertHonestAsync(host);
    }

    [Fact]
    public async Task A_crowd_that_says_nothing_does_not_keep_an_honest_client_out()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        List<RawPeer> crowd = [];
        try
        {
            for (var i = 0; i < 300; i++)
            {
                crowd.Add(await RawPeer.ConnectAsync(host.Uri));
            }

            await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());
            await host.AssertWorksAsync(client);
            await FramingHost.UntilAsync(() => host.Buffers.Lent == 0, "buffers to come back");
        }
        finally
        {
            crowd.ForEach(peer => peer.Dispose());
        }

        await FramingHost.UntilAsync(() => host.Socket.ConnectionCount == 0, "the crowd to go");
    }

    [Fact]
    public async Task Idle_sessions_hold_a_kilobyte_each_and_idle_connections_nothing()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());
        var channels = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.ConnectAsync(host.Uri)));
        foreach (var channel in channels)
        {
            await channel.SendAsync(Messages.Create("x"));
            Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));
        }

        await FramingHost.UntilAsync(() => host.Buffers.Lent <= channels.Length && host.Buffers.LargestLent <= 1024, "buffers to come back");
        foreach (var channel in channels)
        {
            await channel.CloseAsync();
        }

        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task Random_and_mutated_bytes_harm_nobody_else()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        var random = new Random(20261121);
        byte[] honest = [.. RawPeer.Preamble(host.Uri), .. RecordedEnvelope(), 0x07];
        for (var round = 0; round < 300; round++)
        {
            var bytes = honest.ToArray();
            for (var change = random.Next(6); change >= 0; change--)
            {
                bytes[random.Next(round % 2 == 0 ? bytes.Length : 60)] = (byte)random.Next(256);
            }

            using var peer = await RawPeer.ConnectAsync(host.Uri);
            await peer.SendAsync(bytes);
            peer.EndSending();
            await peer.ReadToEndAsync();
        }

        await AssertHonestAsync(host);
    }

    [Theory]
    [InlineData("48545450")]
    [InlineData("0A")]
    [InlineData("08FF7F")]
    public async Task A_client_survives_a_service_that_answers_nonsense(string hex)
    {
        using var service = new RawService();
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());
        var channel = client.Create(service.Uri);
        var opening = channel.OpenAsync().AsTask();
        using var peer = await service.AcceptAsync();
        await peer.ReadAsync(RawPeer.Preamble(service.Uri).Length);
        await peer.SendHexAsync(hex);

        await Assert.ThrowsAsync<ProtocolException>(() => opening.WaitAsync(FramingHost.Guard));
        Assert.Empty(await peer.ReadToEndAsync());
        Assert.Equal(0, client.Buffers.Lent);
    }

    [Theory]
    [InlineData("netfx-nettcp-none", "/nettcp-none", 5, "http://tempuri.org/peer/IEcho/Echo http://tempuri.org/peer/IEcho/Add http://tempuri.org/peer/IEcho/WhoAmI http://tempuri.org/peer/IEcho/Fail http://tempuri.org/peer/INotify/Notify")]
    [InlineData("mono-nettcp-none", "/calc", 3, "urn:peer:calc/ICalc/Add urn:peer:calc/ICalc/Echo urn:peer:calc/ICalc/Add")]
    public async Task A_recorded_client_is_served(string file, string path, int messages, string actions)
    {
        var received = new TaskCompletionSource<List<string>>();
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding(), "net.tcp://127.0.0.1:0" + path, async channel =>
        {
            List<string> found = [];
            while (await channel.ReceiveAsync() is { } message)
            {
                found.Add(message.Headers.Action!);
                message.Close();
            }

            await channel.CloseAsync();
            received.TrySetResult(found);
        });
        using var peer = await RawPeer.ConnectAsync(host.Uri);
        await peer.SendAsync(await File.ReadAllBytesAsync(
            Path.Combine(AppContext.BaseDirectory, "Framing", "Captures", file + ".c2s.bin"), TestContext.Current.CancellationToken));

        Assert.Equal([0x0B, 0x07], await peer.ReadAsync(2));
        var result = await received.Task.WaitAsync(FramingHost.Guard);
        Assert.Equal(messages, result.Count);
        Assert.Equal(actions, string.Join(' ', result));
        Assert.Empty(host.Failures);
    }

    [Fact]
    public async Task Our_client_says_what_a_recorded_one_said()
    {
        using var service = new RawService();
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());
        var channel = client.Create(service.Uri);
        var opening = channel.OpenAsync().AsTask();
        using var peer = await service.AcceptAsync();
        Assert.Equal(RawPeer.Preamble(service.Uri), await peer.ReadAsync(RawPeer.Preamble(service.Uri).Length));
        await peer.SendAsync(RawPeer.Acknowledgement);
        await opening.WaitAsync(FramingHost.Guard);

        await channel.SendAsync(Messages.Create("x"));
        Assert.NotEmpty(await peer.ReadEnvelopeAsync());
        var closing = channel.CloseAsync().AsTask();
        Assert.Equal([0x07], await peer.ReadAsync(1));
        await peer.SendAsync(0x07);
        await closing.WaitAsync(FramingHost.Guard);
    }

    private static byte[] RecordedEnvelope() =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Framing", "Captures", "netfx-nettcp-none.c2s.bin"))[47..226];

    private static async Task<RawPeer> OpenSessionAsync(FramingHost host)
    {
        var peer = await RawPeer.ConnectAsync(host.Uri);
        await peer.SendAsync(RawPeer.Preamble(host.Uri));
        Assert.Equal(RawPeer.Acknowledgement, await peer.ReadAsync(1));
        return peer;
    }

    private static async Task AssertHonestAsync(FramingHost host)
    {
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());
        await host.AssertWorksAsync(client);
        await host.AssertNothingLeaksAsync(client);
    }
}
