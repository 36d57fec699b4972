using Parley.Channels;
using Parley.FaultProxy;

namespace Parley.FunctionalTests.Reliable;

/// <summary>Attachments in reliable sessions: MTOM messages are kept, lost, repeated and put together as others are.</summary>
public sealed class MtomSessionTests
{
    private const int Seed = 5;
    private static readonly TimeSpan _guard = TimeSpan.FromMinutes(1);

    [ServiceContract(Namespace = "urn:test", SessionMode = SessionMode.Required)]
    private interface IArchive
    {
        [OperationContract(IsOneWay = true)]
        Task AppendAsync(byte[] part);

        [OperationContract]
        Task<byte[]> ReadAsync();
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    public async Task Attachments_cross_a_bad_network_once_and_whole(string version)
    {
        var plan = new RandomFaults(Seed) { Loss = 0.15, Doubling = 0.15 };
        await using var world = await ReliableWorld<IArchive>.StartAsync(typeof(Archive), () => CreateBinding(version), plan);
        var client = world.CreateClient();
        var expected = new List<byte>();
        for (var i = 0; i < 12; i++)
        {
            var part = new byte[3000 + i];
            new Random(i).NextBytes(part);
            expected.AddRange(part);
            await client.AppendAsync(part).WaitAsync(_guard, TestContext.Current.CancellationToken);
        }

        Assert.Equal(expected, await client.ReadAsync().WaitAsync(_guard, TestContext.Current.CancellationToken));
        await ((IClientChannel)client).CloseAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(_guard, TestContext.Current.CancellationToken);
        Assert.True(world.Network.Lost > 0, "The network lost nothing.");
    }

    private static WSHttpBindingBase CreateBinding(string version)
    {
        WSHttpBindingBase binding = version == "1.0"
            ? new WSHttpBinding(SecurityMode.None, reliableSessionEnabled: true)
            : new WS2007HttpBinding(SecurityMode.None, reliableSessionEnabled: true);
        binding.MessageEncoding = WSMessageEncoding.Mtom;
        binding.ReaderQuotas.MaxArrayLength = 1 << 20;
        return binding;
    }

    [ServiceBehavior(InstanceContextMode = InstanceContextMode.PerSession)]
    private sealed class Archive : IArchive
    {
        private readonly List<byte> _parts = [];

        public Task AppendAsync(byte[] part)
        {
            _parts.AddRange(part);
            return Task.CompletedTask;
        }

        public Task<byte[]> ReadAsync() => Task.FromResult(_parts.ToArray());
    }
}
