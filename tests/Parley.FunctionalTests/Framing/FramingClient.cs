using Parley.Channels;
using Parley.Channels.Framing;

namespace Parley.FunctionalTests.Framing;

/// <summary>A factory of client sessions, and what a test needs to watch it.</summary>
internal sealed class FramingClient : IAsyncDisposable
{
    private FramingClient(IChannelFactory<IDuplexSessionChannel> factory, CountingBuffers buffers)
    {
        Factory = factory;
        Buffers = buffers;
    }

    public IChannelFactory<IDuplexSessionChannel> Factory { get; }

    public CountingBuffers Buffers { get; }

    public int IdleConnections => Factory.GetProperty<ConnectionPool>()!.IdleCount;

    public static async Task<FramingClient> OpenAsync(Binding binding, params object[] parameters)
    {
        var buffers = new CountingBuffers();

        // Other tests run meanwhile: no connections are shared with them.
        var own = new CustomBinding(binding);
        if (own.Elements.Find<TcpTransportBindingElement>()?.ConnectionPoolSettings is { GroupName: "default" } pool)
        {
            pool.GroupName = Guid.NewGuid().ToString();
        }

        var factory = own.BuildChannelFactory<IDuplexSessionChannel>((object[])[buffers, .. parameters]);
        await factory.OpenAsync();
        return new FramingClient(factory, buffers);
    }

    public IDuplexSessionChannel Create(Uri address) => Factory.CreateChannel(new EndpointAddress(address));

    public async Task<IDuplexSessionChannel> ConnectAsync(Uri address)
    {
        var channel = Create(address);
        await channel.OpenAsync().AsTask().WaitAsync(FramingHost.Guard);
        return channel;
    }

    public ValueTask DisposeAsync() => Factory.DisposeAsyncOrAbort();
}
