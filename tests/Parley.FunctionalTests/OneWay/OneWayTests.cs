using Parley.Channels;

namespace Parley.FunctionalTests.OneWay;

/// <summary>Channels that go one way, and channels both ways made of two of them, over real sockets.</summary>
public sealed class OneWayTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http")]
    [InlineData("net.tcp")]
    public async Task Messages_of_several_senders_come_to_one_channel_without_a_session(string scheme)
    {
        var binding = new CustomBinding(new OneWayBindingElement(), new BinaryMessageEncodingBindingElement(), Transport(scheme));
        Assert.False(binding.CanBuildChannelFactory<IRequestChannel>());
        Assert.False(binding.CanBuildChannelFactory<IDuplexSessionChannel>());
        var listener = binding.BuildChannelListener<IInputChannel>(new Uri($"{scheme}://127.0.0.1:0/in"), KestrelTransports.Default);
        await listener.OpenAsync(Cancelled);
        var input = (await listener.AcceptChannelAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled))!;
        await input.OpenAsync(Cancelled);
        var factory = binding.BuildChannelFactory<IOutputChannel>();
        await factory.OpenAsync(Cancelled);
        var senders = new[] { factory.CreateChannel(new EndpointAddress(listener.Uri)), factory.CreateChannel(new EndpointAddress(listener.Uri)) };
        foreach (var sender in senders)
        {
            await sender.OpenAsync(Cancelled);
        }

        var sending = Task.WhenAll(Enumerable.Range(0, 20).Select(i => senders[i % 2].SendAsync(Message.CreateMessage(binding.MessageVersion!, "urn:note", i), Cancelled).AsTask()));
        var received = new List<int>();
        while (received.Count < 20)
        {
            using var message = await input.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
            received.Add(message!.GetBody<int>());
        }

        await sending.WaitAsync(_guard, Cancelled);
        Assert.Equal(Enumerable.Range(0, 20), received.Order());
        await factory.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        await input.CloseAsync(Cancelled);
        Assert.Null(await input.ReceiveAsync(Cancelled));
        await listener.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
    }

    [Fact]
    public async Task A_pool_makes_a_new_session_in_the_place_of_one_that_has_failed()
    {
        var oneWay = new OneWayBindingElement { ChannelPoolSettings = { MaxOutboundChannelsPerEndpoint = 1 } };
        var binding = new CustomBinding(oneWay, new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
        var sessions = new CustomBinding(new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
        var listener = sessions.BuildChannelListener<IDuplexSessionChannel>(new Uri("net.tcp://127.0.0.1:0/in"), KestrelTransports.Default);
        await listener.OpenAsync(Cancelled);
        var factory = binding.BuildChannelFactory<IOutputChannel>();
        await factory.OpenAsync(Cancelled);
        var output = factory.CreateChannel(new EndpointAddress(listener.Uri));
        await output.OpenAsync(Cancelled);
        for (var round = 1; round <= 3; round++)
        {
            var accepting = listener.AcceptChannelAsync(Cancelled).AsTask();
            var sending = Task.CompletedTask;
            using var guard = new CancellationTokenSource(_guard);
            while (!accepting.IsCompleted)
            {
                // What goes into a session that is just failing is lost, or says so. A new one is waited for.
                sending = output.SendAsync(Message.CreateMessage(binding.MessageVersion!, "urn:note", round), guard.Token).AsTask();
                await Task.WhenAny(sending, accepting);
                if (sending.IsFaulted)
                {
                    Assert.IsType<CommunicationException>(sending.Exception.InnerException, exactMatch: false);
                }
            }

            var session = (await accepting)!;
            await session.OpenAsync(Cancelled);
            await sending.WaitAsync(_guard, Cancelled);
            using var message = await session.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
            Assert.Equal(round, message!.GetBody<int>());
            session.Abort();
        }

        Assert.Equal(CommunicationState.Opened, output.State);
        factory.Abort();
        listener.Abort();
    }

    [Fact]
    public async Task A_listener_that_closes_ends_the_sessions_of_its_senders_in_order()
    {
        var binding = new CustomBinding(new OneWayBindingElement(), new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
        var sessions = new CustomBinding(new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
        var listener = binding.BuildChannelListener<IInputChannel>(new Uri("net.tcp://127.0.0.1:0/in"), KestrelTransports.Default);
        await listener.OpenAsync(Cancelled);
        var input = (await listener.AcceptChannelAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled))!;
        await input.OpenAsync(Cancelled);
        var factory = sessions.BuildChannelFactory<IDuplexSessionChannel>();
        await factory.OpenAsync(Cancelled);
        var session = factory.CreateChannel(new EndpointAddress(listener.Uri));
        await session.OpenAsync(Cancelled);
        await session.SendAsync(Message.CreateMessage(binding.MessageVersion!, "urn:note", 1), Cancelled);
        using (var first = await input.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled))
        {
            Assert.Equal(1, first!.GetBody<int>());
        }

        var closing = listener.CloseAsync(Cancelled).AsTask();

        // Not an exception: the connection was not cut.
        Assert.Null(await session.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled));
        await session.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        await closing.WaitAsync(_guard, Cancelled);
    }

    [Fact]
    public async Task A_pool_has_no_more_sessions_than_its_settings_allow_and_uses_them_again()
    {
        var oneWay = new OneWayBindingElement { ChannelPoolSettings = { MaxOutboundChannelsPerEndpoint = 2 } };
        var binding = new CustomBinding(oneWay, new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
        var sessions = new CustomBinding(new BinaryMessageEncodingBindingElement(), new TcpTransportBindingElement());
        var listener = sessions.BuildChannelListener<IDuplexSessionChannel>(new Uri("net.tcp://127.0.0.1:0/in"), KestrelTransports.Default);
        await listener.OpenAsync(Cancelled);
        var accepted = 0;
        var received = new SemaphoreSlim(0);
        _ = AcceptAsync();
        var factory = binding.BuildChannelFactory<IOutputChannel>();
        await factory.OpenAsync(Cancelled);
        var output = factory.CreateChannel(new EndpointAddress(listener.Uri));
        await output.OpenAsync(Cancelled);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => output.SendAsync(Message.CreateMessage(binding.MessageVersion!, "urn:note", i), Cancelled).AsTask()))
            .WaitAsync(_guard, Cancelled);
        for (var i = 0; i < 12; i++)
        {
            Assert.True(await received.WaitAsync(_guard, Cancelled));
        }

        Assert.InRange(accepted, 1, 2);
        await factory.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        listener.Abort();

        async Task AcceptAsync()
        {
            while (await listener.AcceptChannelAsync(CancellationToken.None) is { } session)
            {
                accepted++;
                await session.OpenAsync(CancellationToken.None);
                _ = ReadAsync(session);
            }
        }

        async Task ReadAsync(IDuplexSessionChannel session)
        {
            while (await session.ReceiveAsync(CancellationToken.None) is { } message)
            {
                message.Close();
                received.Release();
            }

            await session.CloseAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task Two_ways_make_a_channel_whose_answers_come_to_the_clients_own_address()
    {
        var binding = new CustomBinding(
            new CompositeDuplexBindingElement(), new OneWayBindingElement(), new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        var listener = binding.BuildChannelListener<IDuplexChannel>(new Uri("http://127.0.0.1:0/both"), KestrelTransports.Default);
        await listener.OpenAsync(Cancelled);
        var service = (await listener.AcceptChannelAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled))!;
        await service.OpenAsync(Cancelled);
        var factory = binding.BuildChannelFactory<IDuplexChannel>();
        await factory.OpenAsync(Cancelled);
        var clients = new[] { factory.CreateChannel(new EndpointAddress(listener.Uri)), factory.CreateChannel(new EndpointAddress(listener.Uri)) };
        var sending = new List<Task>();
        foreach (var client in clients)
        {
            await client.OpenAsync(Cancelled);
            var request = Message.CreateMessage(binding.MessageVersion!, "urn:ask", 1);
            request.Headers.ReplyTo = client.LocalAddress;

            // Done when the service has taken it.
            sending.Add(client.SendAsync(request, Cancelled).AsTask());
        }

        Assert.NotEqual(clients[0].LocalAddress!.Uri, clients[1].LocalAddress!.Uri);
        for (var i = 0; i < 2; i++)
        {
            using var request = await service.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
            var answer = Message.CreateMessage(binding.MessageVersion!, "urn:answer", request!.Headers.ReplyTo!.Uri.AbsoluteUri);
            request.Headers.ReplyTo.ApplyTo(answer);
            await service.SendAsync(answer, Cancelled);
        }

        await Task.WhenAll(sending).WaitAsync(_guard, Cancelled);
        foreach (var client in clients)
        {
            using var answer = await client.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
            Assert.Equal(client.LocalAddress!.Uri.AbsoluteUri, answer!.GetBody<string>());
        }

        var lost = Message.CreateMessage(binding.MessageVersion!, "urn:answer", 1);
        var failure = await Assert.ThrowsAsync<CommunicationException>(() => service.SendAsync(lost, Cancelled).AsTask());
        Assert.Contains("ReplyTo", failure.Message, StringComparison.Ordinal);
        await factory.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        await service.CloseAsync(Cancelled);
        await listener.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
    }

    [Fact]
    public async Task A_service_that_answers_where_nothing_may_come_back_breaks_the_protocol()
    {
        var twoWay = new CustomBinding(new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        var listener = twoWay.BuildChannelListener<IReplyChannel>(new Uri("http://127.0.0.1:0/both"), KestrelTransports.Default);
        await listener.OpenAsync(Cancelled);
        var reply = (await listener.AcceptChannelAsync(Cancelled))!;
        await reply.OpenAsync(Cancelled);
        var oneWay = new CustomBinding(new OneWayBindingElement(), new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        var factory = oneWay.BuildChannelFactory<IOutputChannel>();
        await factory.OpenAsync(Cancelled);
        var output = factory.CreateChannel(new EndpointAddress(listener.Uri));
        await output.OpenAsync(Cancelled);
        var sending = output.SendAsync(Message.CreateMessage(twoWay.MessageVersion!, "urn:note", 1), Cancelled).AsTask();
        var request = (await reply.ReceiveRequestAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled))!;
        await request.ReplyAsync(Message.CreateMessage(twoWay.MessageVersion!, "urn:unasked", 1), Cancelled);
        await request.CloseAsync(Cancelled);
        var failure = await Assert.ThrowsAsync<ProtocolException>(() => sending.WaitAsync(_guard, Cancelled));
        Assert.Contains("urn:unasked", failure.Message, StringComparison.Ordinal);
        factory.Abort();
        listener.Abort();
    }

    [Fact]
    public void Settings_have_wcfs_defaults_and_ranges_and_are_copied()
    {
        var element = new OneWayBindingElement();
        Assert.Equal((10, false), (element.MaxAcceptedChannels, element.PacketRoutable));
        var pool = element.ChannelPoolSettings;
        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), 10), (pool.IdleTimeout, pool.LeaseTimeout, pool.MaxOutboundChannelsPerEndpoint));
        Assert.Throws<ArgumentOutOfRangeException>(() => element.MaxAcceptedChannels = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.MaxOutboundChannelsPerEndpoint = 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.IdleTimeout = TimeSpan.FromTicks(-1));
        element.MaxAcceptedChannels = 3;
        element.PacketRoutable = true;
        pool.LeaseTimeout = TimeSpan.FromSeconds(1);
        var clone = (OneWayBindingElement)element.Clone();
        Assert.Equal((3, true, TimeSpan.FromSeconds(1)), (clone.MaxAcceptedChannels, clone.PacketRoutable, clone.ChannelPoolSettings.LeaseTimeout));
        Assert.NotSame(pool, clone.ChannelPoolSettings);
        Assert.Equal(new Uri("http://x/"), ((CompositeDuplexBindingElement)new CompositeDuplexBindingElement { ClientBaseAddress = new Uri("http://x/") }.Clone()).ClientBaseAddress);
        Assert.Null(new CompositeDuplexBindingElement().ClientBaseAddress);
    }

    [Fact]
    public void What_does_not_work_says_so_when_it_is_built()
    {
        var routable = new CustomBinding(new OneWayBindingElement { PacketRoutable = true }, new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        Assert.Contains("PacketRoutable", Assert.Throws<NotSupportedException>(() => routable.BuildChannelFactory<IOutputChannel>()).Message, StringComparison.Ordinal);
        var streamed = new CustomBinding(
            new OneWayBindingElement(), new TextMessageEncodingBindingElement(), new HttpTransportBindingElement { TransferMode = TransferMode.Streamed });
        Assert.Contains("TransferMode", Assert.Throws<NotSupportedException>(() => streamed.BuildChannelFactory<IOutputChannel>()).Message, StringComparison.Ordinal);
        var bare = new CustomBinding(new CompositeDuplexBindingElement(), new TextMessageEncodingBindingElement(), new HttpTransportBindingElement());
        Assert.False(bare.CanBuildChannelFactory<IDuplexChannel>());
        Assert.Contains("OneWayBindingElement", Assert.Throws<ArgumentException>(() => bare.BuildChannelFactory<IDuplexChannel>()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => bare.BuildChannelListener<IDuplexSessionChannel>(new Uri("http://127.0.0.1/"), KestrelTransports.Default));
    }

    private static TransportBindingElement Transport(string scheme) => scheme == "http" ? new HttpTransportBindingElement() : new TcpTransportBindingElement();
}
