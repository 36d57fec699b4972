using System.Net;
using System.Net.Sockets;
using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

public class ListenerTests
{
    [Fact]
    public async Task Port_zero_becomes_the_port_that_was_found()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());

        Assert.NotEqual(0, host.Uri.Port);
        Assert.Equal("/echo", host.Uri.AbsolutePath);
    }

    [Fact]
    public async Task Two_listeners_share_a_port_and_the_longest_path_wins()
    {
        await using var one = await FramingHost.StartAsync(SessionTests.CreateBinding(), "net.tcp://127.0.0.1:0/a", Answer("a"));
        await using var two = await FramingHost.StartAsync(SessionTests.CreateBinding(), new Uri(one.Uri, "/a/b").ToString(), Answer("a/b"));
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());

        Assert.Equal("a", await AskAsync(client, new Uri(one.Uri, "/a")));
        Assert.Equal("a", await AskAsync(client, new Uri(one.Uri, "/A/c")));
        Assert.Equal("a/b", await AskAsync(client, new Uri(one.Uri, "/a/b")));
        Assert.Equal("a/b", await AskAsync(client, new Uri(one.Uri, "/a/b/c")));
        Assert.Equal("a", await AskAsync(client, new Uri(one.Uri, "/a/bc")));

        await two.Listener.CloseAsync();
        Assert.Equal("a", await AskAsync(client, new Uri(one.Uri, "/a/b")));
    }

    [Fact]
    public async Task The_last_listener_to_close_frees_the_port()
    {
        var one = await FramingHost.StartAsync(SessionTests.CreateBinding(), "net.tcp://127.0.0.1:0/a", Answer("a"));
        var two = await FramingHost.StartAsync(SessionTests.CreateBinding(), new Uri(one.Uri, "/b").ToString(), Answer("b"));
        var uri = one.Uri;
        await one.DisposeAsync();
        await using (var client = await FramingClient.OpenAsync(SessionTests.CreateBinding()))
        {
            Assert.Equal("b", await AskAsync(client, new Uri(uri, "/b")));
            await Assert.ThrowsAsync<EndpointNotFoundException>(() => client.ConnectAsync(uri));
        }

        await two.DisposeAsync();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() => socket.Connect(new IPEndPoint(IPAddress.Loopback, uri.Port)));
    }

    [Fact]
    public async Task A_listener_that_is_aborted_while_it_opens_leaves_no_socket_behind()
    {
        var listener = SessionTests.CreateBinding().BuildChannelListener<IDuplexSessionChannel>(
            new Uri("net.tcp://127.0.0.1:0/echo"), KestrelTransports.Default);
        listener.Opening += (_, _) => listener.Abort();

        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => listener.OpenAsync().AsTask().WaitAsync(FramingHost.Guard));

        Assert.NotEqual(0, listener.Uri.Port);
        Assert.Null(SharedListeners.Find(listener.Uri));
    }

    [Fact]
    public async Task The_same_address_twice_is_refused_and_the_first_listener_goes_on()
    {
        await using var one = await FramingHost.StartAsync(SessionTests.CreateBinding());
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());

        await Assert.ThrowsAsync<AddressAlreadyInUseException>(
            () => FramingHost.StartAsync(SessionTests.CreateBinding(), one.Uri.ToString(), Answer("x")));
        await one.AssertWorksAsync(client);
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_refused()
    {
        using var other = new RawService();

        await Assert.ThrowsAsync<AddressAlreadyInUseException>(
            () => FramingHost.StartAsync(SessionTests.CreateBinding(), other.Uri.ToString(), Answer("x")));
    }

    [Fact]
    public async Task An_exact_listener_takes_its_own_host_name_only()
    {
        var exact = new CustomBinding(
            new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement { HostNameComparisonMode = HostNameComparisonMode.Exact });
        await using var host = await FramingHost.StartAsync(exact, "net.tcp://127.0.0.1:0/a", Answer("a"));
        using var peer = await RawPeer.ConnectAsync(host.Uri);

        await peer.SendAsync(RawPeer.Preamble(new Uri("net.tcp://elsewhere/a")));

        Assert.Contains("EndpointNotFound", System.Text.Encoding.UTF8.GetString(await peer.ReadToEndAfterFaultAsync()), StringComparison.Ordinal);
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());
        Assert.Equal("a", await AskAsync(client, host.Uri));
    }

    [Fact]
    public async Task Sessions_go_on_when_the_listener_closes()
    {
        await using var host = await FramingHost.StartAsync(SessionTests.CreateBinding());
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);
        await host.Listener.CloseAsync();

        await channel.SendAsync(Messages.Create("still"));
        Assert.Equal("still", Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)));
        await channel.CloseAsync();
        Assert.Empty(host.Failures);
    }

    [Fact]
    public async Task A_session_that_nobody_accepts_is_told_when_the_listener_closes()
    {
        var listener = SessionTests.CreateBinding().BuildChannelListener<IDuplexSessionChannel>(
            new Uri("net.tcp://127.0.0.1:0/a"), KestrelTransports.Default);
        await listener.OpenAsync();
        await using var client = await FramingClient.OpenAsync(SessionTests.CreateBinding());
        var opening = client.Create(listener.Uri).OpenAsync().AsTask();
        var pending = ((FramingDuplexSessionListener)listener).Pending;
        await FramingHost.UntilAsync(() => pending.Count == 1, "the session to wait");

        await listener.CloseAsync();

        await Assert.ThrowsAsync<EndpointNotFoundException>(() => opening.WaitAsync(FramingHost.Guard));
        Assert.Null(await listener.AcceptChannelAsync());
    }

    [Fact]
    public async Task A_session_for_which_there_is_no_room_in_time_is_told_that_the_service_is_too_busy()
    {
        var time = new ManualTime();
        var binding = new CustomBinding(
            new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement { MaxPendingConnections = 1 });
        var listener = binding.BuildChannelListener<IDuplexSessionChannel>(
            new Uri("net.tcp://127.0.0.1:0/a"), KestrelTransports.Default, time);
        await listener.OpenAsync();
        await using var client = await FramingClient.OpenAsync(binding);

        // One has the only place; the other waits for it, and its patience is the timer that is left.
        var channels = new[] { client.Create(listener.Uri), client.Create(listener.Uri) };
        var opening = channels.Select(channel => channel.OpenAsync().AsTask()).ToArray();
        var pending = ((FramingDuplexSessionListener)listener).Pending;
        await FramingHost.UntilAsync(() => pending is { Count: 1, Waiting: 1 }, "the second to wait");
        time.Advance(TimeSpan.FromSeconds(30));

        var first = await Task.WhenAny(opening).WaitAsync(FramingHost.Guard);
        await Assert.ThrowsAsync<ServerTooBusyException>(() => first);
        var accepted = await listener.AcceptChannelAsync();
        await accepted!.OpenAsync();
        await opening.Single(task => task != first).WaitAsync(FramingHost.Guard);
        foreach (var channel in channels)
        {
            channel.Abort();
        }

        await listener.CloseAsync();
    }

    [Fact]
    public async Task Without_a_service_half_the_listener_says_where_it_is()
    {
        var exception = Assert.Throws<InvalidOperationException>(
            () => SessionTests.CreateBinding().BuildChannelListener<IDuplexSessionChannel>(new Uri("net.tcp://127.0.0.1:0/a")));

        Assert.Contains("KestrelTransports.Default", exception.Message, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    internal static Func<IDuplexSessionChannel, Task> Answer(string text) =>
        async channel =>
        {
            while (await channel.ReceiveAsync() is { } message)
            {
                message.Close();
                await channel.SendAsync(Messages.Create(text));
            }

            await channel.CloseAsync();
        };

    internal static async Task<string> AskAsync(FramingClient client, Uri address)
    {
        var channel = await client.ConnectAsync(address);
        await channel.SendAsync(Messages.Create("?"));
        var answer = Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));
        await channel.CloseAsync();
        return answer;
    }
}
