using Parley.Channels;

namespace Parley.LoadBench;

/// <summary>A caller over Parley: its own channel, one call after another.</summary>
internal sealed class ProxyCaller(IEcho proxy, byte[] payload, bool isOneWay) : ICaller
{
    public static async Task<ProxyCaller> OpenAsync(ChannelFactory<IEcho> factory, byte[] payload, bool isOneWay = false)
    {
        var proxy = factory.CreateChannel();
        await ((ICommunicationObject)proxy).OpenAsync();
        return new ProxyCaller(proxy, payload, isOneWay);
    }

    public ValueTask CallAsync() => isOneWay ? new(proxy.TellAsync(payload)) : EchoAsync();

    public ValueTask DrainAsync() => isOneWay ? EchoAsync() : default;

    private async ValueTask EchoAsync()
    {
        var answer = await proxy.EchoAsync(payload);
        if (answer.Length != payload.Length)
        {
            throw new InvalidOperationException($"The service echoed {answer.Length} bytes, not {payload.Length}.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await ((ICommunicationObject)proxy).CloseAsync();
        }
        catch (Exception exception) when (exception is CommunicationException or TimeoutException)
        {
            ((ICommunicationObject)proxy).Abort();
        }
    }
}
