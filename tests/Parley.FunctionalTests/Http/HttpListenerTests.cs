using System.Net;
using System.Net.Sockets;
using Parley.Channels;
using Parley.Channels.Tests;

namespace Parley.FunctionalTests.Http;

/// <summary>The life of listeners: ports, paths, closing with requests under way, clients that go away.</summary>
public sealed class HttpListenerTests
{
    private static readonly CustomBinding _binding = HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10);

    [Fact]
    public async Task Listeners_share_a_port_and_the_longest_path_wins()
    {
        await using var calc = await StartAsync(new Uri("http://127.0.0.1:0/calc"), "calc");
        await using var deeper = await StartAsync(new Uri(calc.Uri, "/calc/deeper"), "deeper");
        await using var root = await StartAsync(new Uri(calc.Uri, "/"), "root");
        await using var one = await HttpClientSide.OpenAsync(_binding, calc.Uri);
        await using var two = await HttpClientSide.OpenAsync(_binding, new Uri(calc.Uri, "/calc/deeper/still"));
        await using var three = await HttpClientSide.OpenAsync(_binding, new Uri(calc.Uri, "/elsewhere"));
        Assert.Equal("calc", await one.EchoAsync("?"));
        Assert.Equal("deeper", await two.EchoAsync("?"));
        Assert.Equal("root", await three.EchoAsync("?"));
        Assert.Equal(calc.Uri.Port, root.Uri.Port);
    }

    [Fact]
    public async Task A_listener_that_closes_leaves_the_others_of_its_port_alone()
    {
        var first = await StartAsync(new Uri("http://127.0.0.1:0/first"), "first");
        await using var second = await StartAsync(new Uri(first.Uri, "/second"), "second");
        var gone = first.Uri;
        await first.DisposeAsync();
        await using var two = await HttpClientSide.OpenAsync(_binding, second.Uri);
        Assert.Equal("second", await two.EchoAsync("?"));
        await using var one = await HttpClientSide.OpenAsync(_binding, gone);
        await Assert.ThrowsAsync<EndpointNotFoundException>(() => one.EchoAsync("?"));
    }

    [Fact]
    public async Task A_port_can_be_used_again_after_its_last_listener()
    {
        var first = await StartAsync(new Uri("http://127.0.0.1:0/calc"), "first");
        var uri = first.Uri;
        await first.DisposeAsync();
        await using var second = await StartAsync(uri, "second");
        await using var client = await HttpClientSide.OpenAsync(_binding, uri);
        Assert.Equal("second", await client.EchoAsync("?"));
    }

    [Fact]
    public async Task The_same_address_twice_is_already_in_use()
    {
        await using var first = await StartAsync(new Uri("http://127.0.0.1:0/calc"), "first");
        var again = _binding.BuildChannelListener<IReplyChannel>(new Uri(first.Uri, "/Calc/"), KestrelTransports.Default);
        await Assert.ThrowsAsync<AddressAlreadyInUseException>(async () => await again.OpenAsync());
        again.Abort();
        await using var client = await HttpClientSide.OpenAsync(_binding, first.Uri);
        Assert.Equal("first", await client.EchoAsync("?"));
    }

    [Fact]
    public async Task A_port_of_another_program_is_already_in_use()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var listener = _binding.BuildChannelListener<IReplyChannel>(
            new Uri($"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}/calc"), KestrelTransports.Default);
        await Assert.ThrowsAsync<AddressAlreadyInUseException>(async () => await listener.OpenAsync());
    }

    [Fact]
    public async Task Endpoints_of_another_kind_cannot_share_the_port()
    {
        await using var first = await StartAsync(new Uri("http://127.0.0.1:0/calc"), "first");
        var http2 = HttpEchoService.Binding(MessageVersion.Soap11, new HttpTransportBindingElement { HttpVersion = HttpVersion.Version20 })
            .BuildChannelListener<IReplyChannel>(new Uri(first.Uri, "/two"), KestrelTransports.Default);
        await Assert.ThrowsAsync<AddressAlreadyInUseException>(async () => await http2.OpenAsync());
    }

    [Fact]
    public void An_address_of_another_scheme_is_refused() =>
        Assert.Throws<ArgumentException>(() => _binding.BuildChannelListener<IReplyChannel>(new Uri("https://127.0.0.1:0/"), KestrelTransports.Default));

    [Fact]
    public async Task The_host_name_localhost_listens_on_this_machine_alone()
    {
        await using var service = await StartAsync(new Uri("http://localhost:0/calc"), "local");
        Assert.NotEqual(0, service.Uri.Port);
        await using var client = await HttpClientSide.OpenAsync(_binding, new Uri($"http://127.0.0.1:{service.Uri.Port}/calc"));
        Assert.Equal("local", await client.EchoAsync("?"));
    }

    [Fact]
    public async Task An_exact_host_name_answers_to_that_name_alone()
    {
        var binding = HttpEchoService.Binding(
            MessageVersion.Soap12WSAddressing10, new HttpTransportBindingElement { HostNameComparisonMode = HostNameComparisonMode.Exact });
        await using var service = await HttpEchoService.StartAsync(binding, new Uri("http://127.0.0.1:0/calc"), HttpEchoService.EchoAsync);
        await using var right = await HttpClientSide.OpenAsync(_binding, service.Uri);
        Assert.Equal("a", await right.EchoAsync("a"));
        await using var wrong = await HttpClientSide.OpenAsync(_binding, new Uri($"http://localhost:{service.Uri.Port}/calc"));
        await Assert.ThrowsAsync<EndpointNotFoundException>(() => wrong.EchoAsync("a"));
    }

    [Fact]
    public async Task A_close_waits_for_the_request_under_way_and_turns_new_ones_away()
    {
        var arrived = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var service = await HttpEchoService.StartAsync(_binding, new Uri("http://127.0.0.1:0/calc"), async context =>
        {
            arrived.TrySetResult();
            await goOn.Task;
            await HttpEchoService.EchoAsync(context);
        });
        await using var client = await HttpClientSide.OpenAsync(_binding, service.Uri);
        var slow = client.EchoAsync("slow");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var close = service.Listener.CloseAsync().AsTask();

        await Assert.ThrowsAsync<ServerTooBusyException>(() => client.EchoAsync("late"));
        Assert.False(close.IsCompleted);
        goOn.SetResult();
        Assert.Equal("slow", await slow);
        await close.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(await service.Channel.ReceiveRequestAsync());
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_close_that_takes_longer_than_CloseTimeout_aborts_the_requests()
    {
        var clock = new ManualTimeProvider();
        var arrived = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var replied = new TaskCompletionSource<Exception?>();
        var service = await HttpEchoService.StartAsync(
            _binding,
            new Uri("http://127.0.0.1:0/calc"),
            async context =>
            {
                arrived.TrySetResult();
                await goOn.Task;
                replied.TrySetResult(await Record.ExceptionAsync(() => HttpEchoService.EchoAsync(context)));
            },
            clock);
        await using var client = await HttpClientSide.OpenAsync(_binding, service.Uri);
        var slow = client.EchoAsync("slow");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var close = service.Listener.CloseAsync().AsTask();

        clock.Advance(TimeSpan.FromSeconds(61));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => close);
        Assert.Contains("CloseTimeout", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<CommunicationException>(() => slow);
        goOn.SetResult();
        Assert.IsAssignableFrom<CommunicationException>(await replied.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        await service.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_goes_away_is_a_communication_exception_to_the_reply_and_harms_nobody_else()
    {
        var arrived = new TaskCompletionSource();
        var replied = new TaskCompletionSource<Exception?>();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = 1;
        await using var service = await HttpEchoService.StartAsync(_binding, new Uri("http://127.0.0.1:0/calc"), async context =>
        {
            if (Interlocked.Exchange(ref first, 0) == 0)
            {
                await HttpEchoService.EchoAsync(context);
                return;
            }

            // The server learns of the closed connection a moment after the client has closed it.
            using var registration = context.Aborted.Register(aborted.SetResult);
            arrived.SetResult();
            await aborted.Task.WaitAsync(TimeSpan.FromSeconds(30));
            using var reply = Message.CreateMessage(context.RequestMessage.Version, "urn:r", "too late");
            replied.SetResult(await Record.ExceptionAsync(() => context.ReplyAsync(reply).AsTask()));
        });
        using (var client = await RawHttpClient.ConnectAsync(service.Uri))
        {
            await client.SendAsync(RawHttpClient.Post("application/soap+xml; charset=utf-8", Requests.Soap12));
            await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        Assert.IsAssignableFrom<CommunicationException>(await replied.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        await using var other = await HttpClientSide.OpenAsync(_binding, service.Uri);
        Assert.Equal("still there", await other.EchoAsync("still there"));
    }

    [Fact]
    public async Task A_client_that_stops_in_the_middle_of_its_request_leaves_nothing_behind()
    {
        var service = await StartAsync(new Uri("http://127.0.0.1:0/calc"), "ok");
        for (var i = 0; i < 20; i++)
        {
            using var client = await RawHttpClient.ConnectAsync(service.Uri);
            var request = RawHttpClient.Post("application/soap+xml; charset=utf-8", Requests.Soap12);
            await client.SendAsync(request[..(request.Length - i - 1)]);
        }

        await using var other = await HttpClientSide.OpenAsync(_binding, service.Uri);
        Assert.Equal("ok", await other.EchoAsync("?"));
        await service.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_request_is_one_way_and_the_next_one_comes_while_its_service_still_works()
    {
        var working = new SemaphoreSlim(0);
        var goOn = new TaskCompletionSource();
        await using var service = await HttpEchoService.StartAsync(_binding, new Uri("http://127.0.0.1:0/calc"), async context =>
        {
            await context.ReplyAsync(null);
            working.Release();
            await goOn.Task;
        });
        await using var client = await HttpClientSide.OpenAsync(_binding, service.Uri);
        for (var i = 0; i < 2; i++)
        {
            using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Notify", "n");
            Assert.Null(await client.RequestAsync(request));
            Assert.True(await working.WaitAsync(TimeSpan.FromSeconds(30)));
        }

        goOn.SetResult();
    }

    [Fact]
    public async Task A_closed_channel_makes_room_for_the_next_one()
    {
        var listener = _binding.BuildChannelListener<IReplyChannel>(new Uri("http://127.0.0.1:0/calc"), KestrelTransports.Default);
        await listener.OpenAsync();
        var first = await listener.AcceptChannelAsync();
        await first!.OpenAsync();
        var accept = listener.AcceptChannelAsync().AsTask();
        var receive = first.ReceiveRequestAsync().AsTask();
        Assert.False(accept.IsCompleted);
        Assert.False(receive.IsCompleted);
        await first.CloseAsync();
        Assert.Null(await receive.WaitAsync(TimeSpan.FromSeconds(30)));
        var second = await accept.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.NotNull(second);
        var last = listener.AcceptChannelAsync().AsTask();
        await second.OpenAsync();
        await second.CloseAsync();
        Assert.NotNull(await last.WaitAsync(TimeSpan.FromSeconds(30)));
        await listener.CloseAsync();
        Assert.Null(await listener.AcceptChannelAsync());
    }

    [Fact]
    public async Task A_listener_that_is_aborted_while_it_opens_listens_no_more()
    {
        var listener = _binding.BuildChannelListener<IReplyChannel>(new Uri("http://127.0.0.1:0/calc"), KestrelTransports.Default);
        listener.Opening += (_, _) => listener.Abort();

        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(
            () => listener.OpenAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.NotEqual(0, listener.Uri.Port);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => socket.Connect(new IPEndPoint(IPAddress.Loopback, listener.Uri.Port)));
    }

    [Fact]
    public async Task An_accept_that_is_given_up_takes_no_channel_away()
    {
        var listener = _binding.BuildChannelListener<IReplyChannel>(new Uri("http://127.0.0.1:0/calc"), KestrelTransports.Default);
        await listener.OpenAsync();
        var first = await listener.AcceptChannelAsync();
        using var giveUp = new CancellationTokenSource();
        var given = listener.AcceptChannelAsync(giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        first!.Abort();

        var second = await listener.AcceptChannelAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.NotNull(second);
        second.Abort();
        await listener.CloseAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_client_that_falls_silent_in_the_middle_of_its_request_is_hung_up_on_after_the_receive_timeout()
    {
        var clock = new Framing.ManualTime();
        var binding = HttpEchoService.Binding(MessageVersion.Soap12WSAddressing10);
        binding.ReceiveTimeout = TimeSpan.FromMinutes(3);
        await using var service = await HttpEchoService.StartAsync(
            binding, new Uri("http://127.0.0.1:0/calc"), HttpEchoService.EchoAsync, clock);
        using var client = await RawHttpClient.ConnectAsync(service.Uri);
        var request = RawHttpClient.Post("application/soap+xml; charset=utf-8", Requests.Soap12);
        await client.SendAsync(request[..^10]);
        await Framing.FramingHost.UntilAsync(() => clock.ActiveTimers > 0, "the service to read the request");

        clock.Advance(TimeSpan.FromMinutes(3));

        await client.WaitForEndAsync();
    }

    [Fact]
    public async Task A_receive_that_is_given_up_loses_no_request()
    {
        var listener = _binding.BuildChannelListener<IReplyChannel>(new Uri("http://127.0.0.1:0/calc"), KestrelTransports.Default);
        await listener.OpenAsync();
        var channel = await listener.AcceptChannelAsync();
        await channel!.OpenAsync();
        using var giveUp = new CancellationTokenSource();
        var receive = channel.ReceiveRequestAsync(giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive);
        await using var client = await HttpClientSide.OpenAsync(_binding, listener.Uri);
        var echo = client.EchoAsync("kept");
        await using (var context = await channel.ReceiveRequestAsync())
        {
            await HttpEchoService.EchoAsync(context!);
        }

        Assert.Equal("kept", await echo);
        await channel.CloseAsync();
        await listener.CloseAsync();
    }

    [Fact]
    public async Task Requests_that_nobody_received_are_turned_away_when_the_listener_closes()
    {
        var listener = _binding.BuildChannelListener<IReplyChannel>(new Uri("http://127.0.0.1:0/calc"), KestrelTransports.Default);
        await listener.OpenAsync();
        using var client = await RawHttpClient.ConnectAsync(listener.Uri);
        var request = RawHttpClient.Post("application/soap+xml; charset=utf-8", Requests.Soap12, "Expect: 100-continue\r\n");
        var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        await client.SendAsync(request[..head]);
        Assert.Equal(100, (await client.ReadAsync()).Status);
        await client.SendAsync(request[head..]);
        await listener.CloseAsync();
        Assert.Equal(503, (await client.ReadAsync()).Status);
    }

    private static Task<HttpEchoService> StartAsync(Uri uri, string answer) => HttpEchoService.StartAsync(_binding, uri, async context =>
    {
        using var reply = Message.CreateMessage(context.RequestMessage.Version, "urn:echo/EchoResponse", answer);
        await context.ReplyAsync(reply);
    });
}
