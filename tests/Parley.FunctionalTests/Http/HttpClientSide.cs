using Parley.Channels;

namespace Parley.FunctionalTests.Http;

/// <summary>An open client channel, and its factory.</summary>
internal sealed class HttpClientSide : IAsyncDisposable
{
    private readonly IChannelFactory<IRequestChannel> _factory;

    private HttpClientSide(IChannelFactory<IRequestChannel> factory, IRequestChannel channel)
    {
        _factory = factory;
        Channel = channel;
    }

    public IRequestChannel Channel { get; }

    public static async Task<HttpClientSide> OpenAsync(Binding binding, Uri uri, params object[] parameters)
    {
        var factory = binding.BuildChannelFactory<IRequestChannel>(parameters);
        await factory.OpenAsync();
        var channel = factory.CreateChannel(new EndpointAddress(uri));
        await channel.OpenAsync();
        return new HttpClientSide(factory, channel);
    }

    public Task<Message?> RequestAsync(Message message) =>
        Channel.RequestAsync(message).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Sends a text and returns the one that comes back.</summary>
    public async Task<string> EchoAsync(string text)
    {
        using var request = Message.CreateMessage(MessageVersion.Soap12WSAddressing10, "urn:echo/Echo", text);
        using var reply = await RequestAsync(request);
        Assert.NotNull(reply);
        return reply.GetBody<string>();
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Abort();
        await _factory.DisposeAsyncOrAbort();
    }
}
