using System.Diagnostics;
using System.Runtime.Serialization;
using Parley.Channels;
using Parley.FaultProxy;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Very many messages of many clients at once, through a network that loses a fifth of everything.</summary>
public sealed class ManyMessagesTests
{
    private const int Messages = 50_000;
    private const int Clients = 64;

    private static readonly TimeSpan _guard = TimeSpan.FromMinutes(3);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface ISink
    {
        [OperationContract(IsOneWay = true)]
        Task PutAsync(int number);

        [OperationContract]
        Task<Summary> FinishAsync();
    }

    [Fact]
    public Task Fifty_thousand_messages_of_64_clients_over_WS2007HttpBinding_arrive_exactly_once_in_order() =>
        SendAllAsync(static () => new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true));

    [Fact]
    public Task Fifty_thousand_messages_of_64_clients_over_NetTcpBinding_arrive_exactly_once_in_order() =>
        SendAllAsync(static () => new NetTcpBinding(SecurityMode.None, reliableSessionEnabled: true));

    private static async Task SendAllAsync(Func<Binding> binding)
    {
        var plan = new RandomFaults(2024) { Loss = 0.2, Doubling = 0.05, Reordering = 0.05, CutEvery = 500 };
        var patient = () =>
        {
            var made = binding();
            made.SendTimeout = _guard;
            return made;
        };
        await using var world = await ReliableWorld<ISink>.StartAsync(typeof(Sink), patient, plan);
        var each = (Messages / Clients) + 1;
        var began = Stopwatch.GetTimestamp();
        var summaries = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(() => SendAsync(world.CreateClient(), each))))
            .WaitAsync(_guard, TestContext.Current.CancellationToken);

        TestContext.Current.SendDiagnosticMessage(
            "{0} messages in {1}, {2} went by: {3} lost, {4} doubled, {5} held, {6} cut",
            Clients * each, Stopwatch.GetElapsedTime(began), world.Network.Messages, world.Network.Lost, world.Network.Doubled, world.Network.Held, world.Network.Cut);
        Assert.All(summaries, summary => Assert.Equal(new Summary(each, InOrder: true), summary));
        Assert.True(world.Network.Lost > Messages / 5, $"{world.Network.Lost} messages were lost.");
    }

    private static async Task<Summary> SendAsync(ISink client, int count)
    {
        for (var number = 1; number <= count; number++)
        {
            await client.PutAsync(number);
        }

        var summary = await client.FinishAsync();
        await ((IClientChannel)client).CloseAsync();
        return summary;
    }

    /// <summary>What a session's instance has seen.</summary>
    [DataContract]
    public sealed record Summary([property: DataMember] int Count, [property: DataMember] bool InOrder);

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    private sealed class Sink : ISink
    {
        private int _count;
        private bool _inOrder = true;

        public Task PutAsync(int number)
        {
            _inOrder &= number == ++_count;
            return Task.CompletedTask;
        }

        public Task<Summary> FinishAsync() => Task.FromResult(new Summary(_count, _inOrder));
    }
}
