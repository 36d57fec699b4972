using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>A service receives what was delivered before its client's session failed.</summary>
public sealed class ServiceEndAfterDeliveryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_way_messages_are_received_before_the_fault_that_follows_them(bool isAccepted)
    {
        await using var world = new ServiceWorld<IDuplexSessionChannel>(is11: true, typeof(IDuplexSessionChannel));
        await world.Listener.OpenAsync(Token);
        var connection = world.Service.Connect();
        connection.Send(world.Client.CreateSequence());
        world.Client.Created(await connection.ReceiveAsync());
        var channel = isAccepted ? await world.AcceptAsync() : null;

        await SendAndFailAsync(world, connection);

        channel ??= await world.AcceptAsync();
        Assert.Equal(CommunicationState.Opened, channel.State);
        await ReceiveAllAsync(channel);
    }

    [Fact]
    public async Task Whoever_waits_gets_the_message_and_not_the_fault()
    {
        await using var world = new ServiceWorld<IDuplexSessionChannel>(is11: true, typeof(IDuplexSessionChannel));
        await world.Listener.OpenAsync(Token);
        var connection = world.Service.Connect();
        connection.Send(world.Client.CreateSequence());
        world.Client.Created(await connection.ReceiveAsync());
        var channel = await world.AcceptAsync();
        var waiting = channel.ReceiveAsync(Token).AsTask();

        await SendAndFailAsync(world, connection);

        using (var message = await ServiceWorld<IDuplexSessionChannel>.Guarded(waiting))
        {
            Assert.Equal("1", message!.GetBody<string>());
        }

        await ReceiveAllAsync(channel, first: 2);
    }

    [Fact]
    public async Task One_way_messages_over_requests_are_received_before_the_fault_that_follows_them()
    {
        await using var world = new ServiceWorld<IInputSessionChannel>(is11: true, typeof(IReplyChannel));
        var channel = await world.OpenSessionAsync(offers: false);
        for (var number = 1; number <= 3; number++)
        {
            (await world.AskAsync(world.Client.Data(number, $"{number}")))!.Close();
        }

        (await world.AskAsync(Terminated(world.Client)))?.Close();

        Assert.Equal(CommunicationState.Opened, channel.State);
        await ReceiveAllAsync(channel);
    }

    [Fact]
    public async Task A_session_that_is_forgotten_early_has_told_its_failure()
    {
        await using var world = new ServiceWorld<IDuplexSessionChannel>(is11: true, typeof(IDuplexSessionChannel));
        await world.Listener.OpenAsync(Token);
        var connection = world.Service.Connect();
        connection.Send(world.Client.CreateSequence());
        world.Client.Created(await connection.ReceiveAsync());
        var channel = await world.AcceptAsync();
        await SendAndFailAsync(world, connection);
        Assert.Equal(CommunicationState.Opened, channel.State);

        world.Table.Find(world.Client.Input)!.Forget();

        Assert.Equal(CommunicationState.Faulted, await ServiceWorld<IDuplexSessionChannel>.FaultedAsync(channel));
    }

    private static Message Terminated(RawClient client) =>
        client.Fault(new(SequenceFaultCode.SequenceTerminated, client.Input, "The client has enough."));

    private static async Task SendAndFailAsync(ServiceWorld<IDuplexSessionChannel> world, InMemoryService.ClientConnection connection)
    {
        for (var number = 1; number <= 3; number++)
        {
            connection.Send(world.Client.Data(number, $"{number}"));
        }

        connection.Send(Terminated(world.Client));

        // The answer shows that all of it has arrived.
        connection.Send(world.Client.Data(4, "too late"));
        using var answer = await connection.ReceiveAsync();
        Assert.Equal(SequenceFaultCode.UnknownSequence, world.Client.ReadFault(answer)!.Code);
    }

    private static async Task ReceiveAllAsync(IInputChannel channel, int first = 1)
    {
        for (var number = first; number <= 3; number++)
        {
            using var message = await ServiceWorld<IDuplexSessionChannel>.Guarded(channel.ReceiveAsync(Token).AsTask());
            Assert.Equal($"{number}", message!.GetBody<string>());
        }

        var exception = await Assert.ThrowsAnyAsync<CommunicationException>(
            () => ServiceWorld<IDuplexSessionChannel>.Guarded(channel.ReceiveAsync(Token).AsTask()));
        Assert.Contains("The client has enough.", exception.Message, StringComparison.Ordinal);
        Assert.Equal(CommunicationState.Faulted, await ServiceWorld<IDuplexSessionChannel>.FaultedAsync(channel));
    }
}
