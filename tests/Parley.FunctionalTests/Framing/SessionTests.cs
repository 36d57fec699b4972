using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

public class SessionTests
{
    public static TheoryData<string> Encodings => ["binary", "text", "mtom", "gzip"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task A_session_carries_messages_both_ways_and_ends_on_both_sides(string encoding)
    {
        await using var host = await FramingHost.StartAsync(CreateBinding(encoding));
        await using var client = await FramingClient.OpenAsync(CreateBinding(encoding));

        var channel = await client.ConnectAsync(host.Uri);
        foreach (var text in (string[])["one", "two", new string('x', 40_000), string.Empty])
        {
            await channel.SendAsync(Messages.Create(text));
            Assert.Equal(text, Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)));
        }

        await channel.CloseAsync();

        Assert.Equal(CommunicationState.Closed, channel.State);
        Assert.Empty(host.Failures);
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task Messages_that_are_sent_at_once_arrive_whole_and_all()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding());
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);

        var sending = Task.WhenAll(Enumerable.Range(0, 200).Select(
            i => Task.Run(() => channel.SendAsync(Messages.Create(i + new string('x', i * 40))).AsTask())));
        List<string> received = [];
        for (var i = 0; i < 200; i++)
        {
            received.Add(Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)));
        }

        await sending;
        Assert.Equal(Enumerable.Range(0, 200).Select(i => i + new string('x', i * 40)).Order(), received.Order());
        await channel.CloseAsync();
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_large_message_arrives_where_both_sides_allow_it()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding(maxSize: 20_000_000));
        await using var client = await FramingClient.OpenAsync(CreateBinding(maxSize: 20_000_000));
        var channel = await client.ConnectAsync(host.Uri);
        var text = new string('x', 3_000_000);

        await channel.SendAsync(Messages.Create(text));
        Assert.Equal(text, Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)));
        await channel.CloseAsync();
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_message_beyond_what_the_service_allows_ends_the_session_and_the_client_is_told_why()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding());
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);

        await channel.SendAsync(Messages.Create(new string('x', 70_000)));
        var exception = await Assert.ThrowsAsync<CommunicationException>(() => channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));

        Assert.IsType<QuotaExceededException>(exception.InnerException);
        Assert.Contains("MaxReceivedMessageSize", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, channel.State);
        channel.Abort();
        await host.AssertWorksAsync(client);
        Assert.IsType<QuotaExceededException>((await host.NextFailureAsync()).InnerException);
        Assert.Empty(host.Failures);
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_reply_beyond_what_the_client_allows_ends_the_session()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding(maxSize: 200_000));
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);

        await channel.SendAsync(Messages.Create(new string('x', 70_000)));
        var exception = await Assert.ThrowsAsync<CommunicationException>(() => channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));

        Assert.IsType<QuotaExceededException>(exception.InnerException);
        Assert.Equal(CommunicationState.Faulted, channel.State);
        channel.Abort();
        await host.AssertWorksAsync(client);
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_cancelled_receive_loses_nothing()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding());
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);
        for (var i = 0; i < 20; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var receiving = channel.ReceiveAsync(cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.WaitAsync(FramingHost.Guard));

            await channel.SendAsync(Messages.Create("after " + i));
            Assert.Equal("after " + i, Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)));
        }

        await channel.CloseAsync();
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_client_that_has_closed_its_output_still_gets_what_the_service_sends()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding(), "net.tcp://127.0.0.1:0/echo", async channel =>
        {
            List<string> texts = [];
            while (await channel.ReceiveAsync() is { } message)
            {
                texts.Add(Messages.Read(message));
            }

            await channel.SendAsync(Messages.Create(string.Join(',', texts)));
            await channel.CloseAsync();
        });
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);

        await channel.SendAsync(Messages.Create("a"));
        await channel.SendAsync(Messages.Create("b"));
        await channel.Session.CloseOutputSessionAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => channel.SendAsync(Messages.Create("c")).AsTask());
        Assert.Equal("a,b", Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)));
        Assert.Null(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));
        await channel.CloseAsync();

        Assert.Empty(host.Failures);
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task Receive_returns_nothing_once_the_service_has_ended_the_session()
    {
        await using var host = await FramingHost.StartAsync(
            CreateBinding(), "net.tcp://127.0.0.1:0/echo", channel => channel.CloseAsync().AsTask());
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);

        Assert.Null(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));
        Assert.Null(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));
        await channel.CloseAsync();
        Assert.Null(await channel.ReceiveAsync());
        Assert.Empty(host.Failures);
    }

    [Fact]
    public async Task Close_waits_for_a_pending_receive_to_see_the_end()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding());
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);

        var receiving = channel.ReceiveAsync().AsTask();
        await channel.CloseAsync();

        Assert.Null(await receiving.WaitAsync(FramingHost.Guard));
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_client_that_aborts_fails_the_session_at_the_service()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding());
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);
        var receiving = channel.ReceiveAsync().AsTask();

        channel.Abort();

        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => receiving.WaitAsync(FramingHost.Guard));
        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => channel.SendAsync(Messages.Create("x")).AsTask());
        Assert.IsType<CommunicationException>(await host.NextFailureAsync());
        await host.AssertWorksAsync(client);
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task A_session_that_is_aborted_when_its_connection_goes_back_to_the_pool_leaves_the_connection_alone()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding(), "net.tcp://127.0.0.1:0/end", static channel => channel.CloseAsync().AsTask());
        var binding = CreateBinding();
        binding.Elements.Find<TcpTransportBindingElement>()!.ConnectionPoolSettings.GroupName = Guid.NewGuid().ToString();
        var buffers = new TellingBuffers();
        var factory = binding.BuildChannelFactory<IDuplexSessionChannel>(buffers);
        await factory.OpenAsync();
        var pool = factory.GetProperty<ConnectionPool>()!;
        for (var session = 1; session <= 2; session++)
        {
            var channel = factory.CreateChannel(new EndpointAddress(host.Uri));
            await channel.OpenAsync().AsTask().WaitAsync(FramingHost.Guard);

            // The service has said End, so that nothing is read when this side closes: its buffer comes back with the connection.
            Assert.Null(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));
            buffers.Returned = channel.Abort;
            _ = await Record.ExceptionAsync(() => channel.CloseAsync().AsTask().WaitAsync(FramingHost.Guard));
            Assert.Null(buffers.Returned);
            Assert.Equal(1, pool.IdleCount);
        }

        Assert.Equal(1, host.Socket.ConnectionCount);
        factory.Abort();
    }

    [Fact]
    public async Task A_service_that_aborts_fails_the_session_at_the_client()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding(), "net.tcp://127.0.0.1:0/echo", channel =>
        {
            channel.Abort();
            return Task.CompletedTask;
        });
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);

        await Assert.ThrowsAsync<CommunicationException>(() => channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));

        Assert.Equal(CommunicationState.Faulted, channel.State);
        await Assert.ThrowsAsync<CommunicationObjectFaultedException>(() => channel.SendAsync(Messages.Create("x")).AsTask());
        await Assert.ThrowsAsync<CommunicationObjectFaultedException>(() => channel.ReceiveAsync().AsTask());
        channel.Abort();
        await host.AssertNothingLeaksAsync(client);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_service_that_has_said_end_and_aborts_is_told_of_the_abort(bool receives)
    {
        await using var host = await FramingHost.StartAsync(CreateBinding(), "net.tcp://127.0.0.1:0/echo", async channel =>
        {
            await channel.Session.CloseOutputSessionAsync();
            var waiting = receives ? channel.ReceiveAsync().AsTask() : channel.CloseAsync().AsTask();
            Assert.False(waiting.IsCompleted);
            channel.Abort();
            await waiting;
        });
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(host.Uri);

        Assert.Null(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));
        Assert.IsType<CommunicationObjectAbortedException>(await host.NextFailureAsync());
        channel.Abort();
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task What_a_service_has_sent_before_it_aborts_still_arrives()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding(), "net.tcp://127.0.0.1:0/echo", async channel =>
        {
            await channel.SendAsync(Messages.Create(new string('x', 50_000)));
            channel.Abort();
        });
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        for (var i = 0; i < 20; i++)
        {
            var channel = await client.ConnectAsync(host.Uri);
            Assert.Equal(50_000, Messages.Read(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard)).Length);
            await Assert.ThrowsAsync<CommunicationException>(() => channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));
            channel.Abort();
        }
    }

    [Fact]
    public async Task A_received_message_tells_where_it_came_from()
    {
        var properties = new TaskCompletionSource<(object Remote, Uri? Via, Uri? To)>();
        await using var host = await FramingHost.StartAsync(CreateBinding(), "net.tcp://127.0.0.1:0/echo", async channel =>
        {
            using var message = (await channel.ReceiveAsync())!;
            properties.SetResult((message.Properties[RemoteEndpointMessageProperty.Name], message.Properties.Via, message.Headers.To));
            await channel.ReceiveAsync();
            await channel.CloseAsync();
        });
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = await client.ConnectAsync(new Uri(host.Uri, "/echo/deeper"));
        await channel.SendAsync(Messages.Create("x"));
        var (remote, via, to) = await properties.Task.WaitAsync(FramingHost.Guard);
        await channel.CloseAsync();

        var endpoint = Assert.IsType<RemoteEndpointMessageProperty>(remote);
        Assert.Equal("127.0.0.1", endpoint.Address);
        Assert.InRange(endpoint.Port, 1, 65535);
        Assert.Equal(new Uri(host.Uri, "/echo/deeper"), via);
        Assert.Equal(new Uri(host.Uri, "/echo/deeper"), to);
        Assert.StartsWith("urn:uuid:", channel.Session.Id, StringComparison.Ordinal);
        Assert.Equal(channel.Session.Id, channel.Session.Id);
    }

    [Fact]
    public async Task Different_encodings_are_told_apart_when_the_session_opens()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding("text"));
        await using var client = await FramingClient.OpenAsync(CreateBinding());

        var exception = await Assert.ThrowsAsync<ProtocolException>(() => client.ConnectAsync(host.Uri));

        Assert.Contains("encoding", exception.Message, StringComparison.Ordinal);
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task Nobody_listening_is_an_endpoint_not_found()
    {
        Uri gone;
        await using (var host = await FramingHost.StartAsync(CreateBinding()))
        {
            gone = host.Uri;
        }

        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = client.Create(gone);

        await Assert.ThrowsAsync<EndpointNotFoundException>(() => channel.OpenAsync().AsTask().WaitAsync(FramingHost.Guard));
        Assert.Equal(CommunicationState.Faulted, channel.State);
    }

    [Fact]
    public async Task Another_path_of_a_service_is_an_endpoint_not_found()
    {
        await using var host = await FramingHost.StartAsync(CreateBinding());
        await using var client = await FramingClient.OpenAsync(CreateBinding());

        await Assert.ThrowsAsync<EndpointNotFoundException>(() => client.ConnectAsync(new Uri(host.Uri, "/echoes")));
        await host.AssertWorksAsync(client);
        await host.AssertNothingLeaksAsync(client);
    }

    [Fact]
    public async Task Opening_gives_up_at_the_open_timeout()
    {
        using var service = new RawService();
        var time = new ManualTime();
        await using var client = await FramingClient.OpenAsync(CreateBinding(), time);
        var opening = client.Create(service.Uri).OpenAsync().AsTask();
        using var peer = await service.AcceptAsync();
        await peer.ReadAsync(RawPeer.Preamble(service.Uri).Length);

        time.Advance(TimeSpan.FromMinutes(1));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => opening.WaitAsync(FramingHost.Guard));
        Assert.Contains("OpenTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Empty(await peer.ReadToEndAsync());
        Assert.Equal(0, client.Buffers.Lent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_may_answer_End_by_closing_the_connection_without_a_word(bool receives)
    {
        using var service = new RawService();
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = client.Create(service.Uri);
        var opening = channel.OpenAsync().AsTask();
        using var peer = await service.AcceptAsync();
        await peer.ReadAsync(RawPeer.Preamble(service.Uri).Length);
        await peer.SendAsync(RawPeer.Acknowledgement);
        await opening.WaitAsync(FramingHost.Guard);

        await channel.Session.CloseOutputSessionAsync();
        Assert.Equal([0x07], await peer.ReadAsync(1));
        peer.EndSending();

        if (receives)
        {
            Assert.Null(await channel.ReceiveAsync().AsTask().WaitAsync(FramingHost.Guard));
        }

        await channel.CloseAsync().AsTask().WaitAsync(FramingHost.Guard);
        Assert.Equal(0, client.Buffers.Lent);
    }

    [Fact]
    public async Task Closing_gives_up_at_the_close_timeout()
    {
        using var service = new RawService();
        var time = new ManualTime();
        await using var client = await FramingClient.OpenAsync(CreateBinding(), time);
        var channel = client.Create(service.Uri);
        var opening = channel.OpenAsync().AsTask();
        using var peer = await service.AcceptAsync();
        await peer.ReadAsync(RawPeer.Preamble(service.Uri).Length);
        await peer.SendAsync(RawPeer.Acknowledgement);
        await opening.WaitAsync(FramingHost.Guard);

        var closing = channel.CloseAsync().AsTask();
        Assert.Equal([0x07], await peer.ReadAsync(1));
        time.Advance(TimeSpan.FromMinutes(1));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => closing.WaitAsync(FramingHost.Guard));
        Assert.Contains("CloseTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Closed, channel.State);
        Assert.Equal(0, client.Buffers.Lent);
    }

    [Fact]
    public async Task An_abort_ends_an_opening_that_hangs()
    {
        using var service = new RawService();
        await using var client = await FramingClient.OpenAsync(CreateBinding());
        var channel = client.Create(service.Uri);
        var opening = channel.OpenAsync().AsTask();
        using var peer = await service.AcceptAsync();

        channel.Abort();

        await Assert.ThrowsAsync<CommunicationObjectAbortedException>(() => opening.WaitAsync(FramingHost.Guard));
    }

    internal static CustomBinding CreateBinding(string encoding = "binary", int maxSize = 65536)
    {
        MessageEncodingBindingElement element = encoding switch
        {
            "text" => new TextMessageEncodingBindingElement { ReaderQuotas = { MaxStringContentLength = maxSize } },
            "mtom" => new MtomMessageEncodingBindingElement { ReaderQuotas = { MaxStringContentLength = maxSize } },
            "gzip" => new BinaryMessageEncodingBindingElement
            {
                CompressionFormat = CompressionFormat.GZip,
                ReaderQuotas = { MaxStringContentLength = maxSize },
            },
            _ => new BinaryMessageEncodingBindingElement { ReaderQuotas = { MaxStringContentLength = maxSize } },
        };
        return new CustomBinding(element, new TcpTransportBindingElement { MaxReceivedMessageSize = maxSize });
    }

    /// <summary>Tells once that a buffer comes back.</summary>
    private sealed class TellingBuffers : BufferManager
    {
        public Action? Returned { get; set; }

        public override byte[] TakeBuffer(int bufferSize) => new byte[bufferSize];

        public override void ReturnBuffer(byte[] buffer)
        {
            var returned = Returned;
            Returned = null;
            returned?.Invoke();
        }

        public override void Clear()
        {
        }
    }
}
