using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Channels;
using Parley.Channels.Tests;
using Parley.FaultProxy;
using Parley.Transports.Tests;

namespace Parley.FunctionalTests.Reliable;

/// <summary>WSDualHttpBinding over real sockets: the client listens, too, and everything goes both ways.</summary>
public sealed partial class DualHttpTests
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required, CallbackContract = typeof(IChatCallback))]
    private interface IChat
    {
        [OperationContract]
        Task<int> SubscribeAsync(int ticks);

        [OperationContract]
        Task<int> AskAsync(int number);

        [OperationContract(IsOneWay = true)]
        Task PutAsync(int number);

        [OperationContract]
        Task<int> SumAsync();

        [OperationContract(IsOneWay = true)]
        Task GoAwayAsync();

        [OperationContract]
        Task<string> AddressOfClientAsync();
    }

    private interface IChatCallback
    {
        [OperationContract(IsOneWay = true)]
        Task OnTickAsync(int number);

        [OperationContract]
        Task<int> AnswerAsync(int number);
    }

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface INotes
    {
        [OperationContract(IsOneWay = true)]
        Task PutAsync(string who, int number);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_replies_and_callbacks_go_over_http_requests_of_both_sides()
    {
        await using var world = await World.StartAsync();
        var (client, callback) = world.Connect();
        Assert.Equal(5, await client.SubscribeAsync(5).WaitAsync(_guard, Cancelled));
        Assert.Equal(42, await client.AskAsync(21).WaitAsync(_guard, Cancelled));
        await callback.HasTicksAsync(5);
        await ((IClientChannel)client).CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        Assert.Equal([0, 1, 2, 3, 4], callback.Ticks);
    }

    [Fact]
    public async Task Every_client_has_a_session_instance_and_an_address_of_its_own()
    {
        var binding = new CustomBinding(Dual());
        binding.Elements.Find<ReliableSessionBindingElement>()!.MaxPendingChannels = 16;
        await using var world = await World.StartAsync(binding);
        var clients = Enumerable.Range(1, 16).Select(_ => world.Connect()).ToArray();
        await Task.WhenAll(clients.Select((one, index) => TalkAsync(one.Client, one.Callback, index + 1))).WaitAsync(_guard, Cancelled);
        var addresses = await Task.WhenAll(clients.Select(one => one.Client.AddressOfClientAsync()));
        Assert.Equal(16, addresses.Distinct().Count());
        Assert.All(addresses, address => Assert.StartsWith("http://127.0.0.1:", address));
        await Task.WhenAll(clients.Select(one => ((IClientChannel)one.Client).CloseAsync(Cancelled).AsTask())).WaitAsync(_guard, Cancelled);

        static async Task TalkAsync(IChat client, Callback callback, int number)
        {
            for (var i = 0; i < 5; i++)
            {
                await client.PutAsync(number);
            }

            Assert.Equal(5 * number, await client.SumAsync());
            await client.SubscribeAsync(number);
            Assert.Equal(2 * number, await client.AskAsync(number));
            await callback.HasTicksAsync(number);
        }
    }

    [Fact]
    public async Task A_network_that_loses_doubles_reorders_and_cuts_what_the_client_sends_does_no_harm()
    {
        await using var world = await World.StartAsync();
        await using var proxy = new HttpFaultProxy(
            world.ListenUri, new RandomFaults(11) { Loss = 0.1, Doubling = 0.1, Reordering = 0.1, CutEvery = 60 });
        await proxy.StartAsync(Cancelled);
        var (client, callback) = world.Connect(via: proxy.Address);
        var sum = 0;
        for (var i = 1; i <= 60; i++)
        {
            await client.PutAsync(i);
            sum += i;
        }

        Assert.Equal(sum, await client.SumAsync().WaitAsync(_guard, Cancelled));
        await client.SubscribeAsync(30).WaitAsync(_guard, Cancelled);
        Assert.Equal(14, await client.AskAsync(7).WaitAsync(_guard, Cancelled));
        await callback.HasTicksAsync(30);
        Assert.Equal(Enumerable.Range(0, 30), callback.Ticks);
        await ((IClientChannel)client).CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        Assert.True(proxy.Lost > 0, "Nothing was lost.");
    }

    [Fact]
    public async Task A_proxy_that_never_answers_keeps_neither_messages_nor_the_end_of_the_session()
    {
        await using var world = await World.StartAsync();
        await using var proxy = new HttpFaultProxy(world.ListenUri, new EveryThirdAnswerSwallowed());
        await proxy.StartAsync(Cancelled);
        var (client, _) = world.Connect(via: proxy.Address);
        for (var i = 1; i <= 60; i++)
        {
            await client.PutAsync(1);
        }

        Assert.Equal(60, await client.SumAsync().WaitAsync(_guard, Cancelled));
        await ((IClientChannel)client).CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Losses_both_ways_do_no_harm_in_either_version_of_the_protocol(bool is11)
    {
        var binding = new CustomBinding(Dual());
        if (is11)
        {
            binding.Elements.Find<ReliableSessionBindingElement>()!.ReliableMessagingVersion = ReliableMessagingVersion.WSReliableMessaging11;
        }

        binding.Elements.Insert(1, new LosingBindingElement(seed: 5, everyNth: 10));
        await using var world = await World.StartAsync(binding);
        var (client, callback) = world.Connect();
        for (var i = 1; i <= 12; i++)
        {
            await client.PutAsync(1);
        }

        Assert.Equal(12, await client.SumAsync().WaitAsync(_guard, Cancelled));
        await client.SubscribeAsync(8).WaitAsync(_guard, Cancelled);
        await callback.HasTicksAsync(8);
        Assert.Equal(Enumerable.Range(0, 8), callback.Ticks);
        await ((IClientChannel)client).CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
    }

    [Fact]
    public async Task Factories_of_one_program_share_the_port_of_a_client_base_address()
    {
        var port = FreePort.Take();
        var binding = Dual();
        binding.ClientBaseAddress = new Uri($"http://127.0.0.1:{port}/callbacks/");
        await using var world = await World.StartAsync(binding);
        var (one, _) = world.Connect();
        var (other, callback) = world.Connect();
        Assert.StartsWith($"http://127.0.0.1:{port}/callbacks/", await one.AddressOfClientAsync().WaitAsync(_guard, Cancelled));
        Assert.StartsWith($"http://127.0.0.1:{port}/callbacks/", await other.AddressOfClientAsync().WaitAsync(_guard, Cancelled));
        await other.SubscribeAsync(2).WaitAsync(_guard, Cancelled);
        await callback.HasTicksAsync(2);
    }

    [Fact]
    public async Task A_client_base_address_of_another_program_is_said_to_be_in_use()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var binding = Dual();
        binding.ClientBaseAddress = new Uri($"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}/");
        await using var world = await World.StartAsync(binding);
        var (client, _) = world.Connect();
        await Assert.ThrowsAsync<AddressAlreadyInUseException>(() => client.SumAsync().WaitAsync(_guard, Cancelled));
    }

    [Fact]
    public async Task One_way_contracts_have_sessions_too()
    {
        Notes.Taken.Clear();
        var host = new ServiceHost(typeof(Notes)) { LoggerFactory = NullLoggerFactory.Instance };
        var endpoint = host.AddServiceEndpoint(typeof(INotes), Dual(), "http://127.0.0.1:0/notes");
        await host.OpenAsync(Cancelled);
        await using var factory = new ChannelFactory<INotes>(Dual(), new EndpointAddress(endpoint.ListenUri!));
        var clients = Enumerable.Range(0, 3).Select(_ => factory.CreateChannel()).ToArray();
        await Task.WhenAll(clients.Select(async (client, who) =>
        {
            for (var i = 0; i < 20; i++)
            {
                await client.PutAsync($"client {who}", i);
            }

            await ((IClientChannel)client).CloseAsync(Cancelled);
        })).WaitAsync(_guard, Cancelled);
        await host.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        Assert.Equal(3, Notes.Taken.Count);
        Assert.All(Notes.Taken.Values, numbers => Assert.Equal(Enumerable.Range(0, 20), numbers));
    }

    [Fact]
    public async Task A_service_that_aborts_the_session_is_noticed_by_the_client()
    {
        await using var world = await World.StartAsync();
        var (client, _) = world.Connect();
        await client.SumAsync().WaitAsync(_guard, Cancelled);
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ((IClientChannel)client).Faulted += (_, _) => faulted.TrySetResult();
        await client.GoAwayAsync();
        await faulted.Task.WaitAsync(_guard, Cancelled);
        await Assert.ThrowsAnyAsync<CommunicationException>(() => client.SumAsync().WaitAsync(_guard, Cancelled));
    }

    [Fact]
    public async Task A_client_that_aborts_ends_its_session_at_the_service()
    {
        await using var world = await World.StartAsync();
        var (client, _) = world.Connect();
        await client.SumAsync().WaitAsync(_guard, Cancelled);
        var chat = Assert.Single(Chat.Living(world.Run));
        ((IClientChannel)client).Abort();
        await chat.Gone.Task.WaitAsync(_guard, Cancelled);
    }

    [Fact]
    public async Task A_client_that_vanishes_is_given_up_after_the_inactivity_timeout()
    {
        var clock = new ManualTimeProvider();
        var losing = new LosingBindingElement(seed: 1, everyNth: 0);
        var clients = new CustomBinding(Dual());
        clients.Elements.Insert(1, losing);
        await using var world = await World.StartAsync(Dual(), clients, clock);
        var (client, _) = world.Connect();
        await client.SumAsync().WaitAsync(_guard, Cancelled);
        var chat = Assert.Single(Chat.Living(world.Run));
        losing.LoseAll();
        ((IClientChannel)client).Abort();
        using var guard = new CancellationTokenSource(_guard);
        for (; !chat.Gone.Task.IsCompleted; await Task.Yield())
        {
            // What was under way when the client fell silent may arrive still.
            guard.Token.ThrowIfCancellationRequested();
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task Each_side_can_end_what_it_sends_and_still_hear_the_other()
    {
        var binding = Dual();
        var listener = binding.BuildChannelListener<IDuplexSessionChannel>(new Uri("http://127.0.0.1:0/half"), KestrelTransports.Default);
        await listener.OpenAsync(Cancelled);
        var factory = binding.BuildChannelFactory<IDuplexSessionChannel>();
        await factory.OpenAsync(Cancelled);
        var client = factory.CreateChannel(new EndpointAddress(listener.Uri));
        var opening = client.OpenAsync(Cancelled).AsTask();
        var service = (await listener.AcceptChannelAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled))!;
        await service.OpenAsync(Cancelled);
        await opening.WaitAsync(_guard, Cancelled);
        Assert.Equal(client.LocalAddress!.Uri, service.RemoteAddress.Uri);
        await client.SendAsync(Message.CreateMessage(MessageVersion.Default, "urn:one", 1), Cancelled);
        await client.Session.CloseOutputSessionAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        Assert.Equal("urn:one", await ActionAsync(service));
        Assert.Null(await service.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled));
        await service.SendAsync(Message.CreateMessage(MessageVersion.Default, "urn:two", 2), Cancelled);
        Assert.Equal("urn:two", await ActionAsync(client));
        await service.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        Assert.Null(await client.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled));
        await client.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        await factory.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        await listener.CloseAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
    }

    [Fact]
    public async Task A_client_without_an_address_of_its_own_gets_no_session()
    {
        await using var world = await World.StartAsync();
        using var http = new HttpClient();
        using var content = new StringContent(
            """
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>
            <a:Action s:mustUnderstand="1">http://schemas.xmlsoap.org/ws/2005/02/rm/CreateSequence</a:Action><a:MessageID>urn:uuid:0d7200c8-28e8-4eef-a67d-50e839ea35c7</a:MessageID>
            </s:Header><s:Body><CreateSequence xmlns="http://schemas.xmlsoap.org/ws/2005/02/rm"><AcksTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></AcksTo>
            <Offer><Identifier>urn:uuid:783cf866-617c-4e26-a3d1-914dcb24395e</Identifier></Offer></CreateSequence></s:Body></s:Envelope>
            """,
            System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/soap+xml; charset=utf-8"));
        using var response = await http.PostAsync(world.ListenUri, content, Cancelled).WaitAsync(_guard, Cancelled);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);

        // The host has no session to wait for.
        await world.CloseHostAsync().WaitAsync(_guard, Cancelled);
    }

    [Fact]
    public void Only_the_shapes_of_the_table_are_built_over_two_ways()
    {
        var binding = Dual();
        Assert.True(binding.CanBuildChannelFactory<IOutputSessionChannel>());
        Assert.True(binding.CanBuildChannelFactory<IDuplexSessionChannel>());
        Assert.True(binding.CanBuildChannelListener<IInputSessionChannel>());
        Assert.True(binding.CanBuildChannelListener<IDuplexSessionChannel>());
        Assert.False(binding.CanBuildChannelFactory<IRequestSessionChannel>());
        Assert.False(binding.CanBuildChannelListener<IReplySessionChannel>());
        Assert.False(binding.CanBuildChannelFactory<IDuplexChannel>());
        Assert.Throws<ArgumentException>(() => binding.BuildChannelFactory<IRequestSessionChannel>());
        Assert.Throws<ArgumentException>(() => binding.BuildChannelFactory<IDuplexChannel>());
        Assert.Throws<ArgumentException>(() => binding.BuildChannelListener<IReplySessionChannel>(new Uri("http://127.0.0.1:0/"), KestrelTransports.Default));
    }

    private static WSDualHttpBinding Dual() => new(WSDualHttpSecurityMode.None);

    private static async Task<string?> ActionAsync(IInputChannel channel)
    {
        using var message = await channel.ReceiveAsync(Cancelled).AsTask().WaitAsync(_guard, Cancelled);
        return message?.Headers.Action;
    }
}
