using Parley.Channels;

namespace Parley.Transports.Tests.Http;

/// <summary>An open client channel to a scripted server, and what tests ask of it.</summary>
internal sealed class HttpClientSide : IAsyncDisposable
{
    public const string Soap11Reply =
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><EchoResponse xmlns=\"urn:echo\">back</EchoResponse></s:Body></s:Envelope>";

    private readonly IChannelFactory<IRequestChannel> _factory;

    private HttpClientSide(IChannelFactory<IRequestChannel> factory, IRequestChannel channel)
    {
        _factory = factory;
        Channel = channel;
    }

    public IRequestChannel Channel { get; }

    public IChannelFactory<IRequestChannel> Factory => _factory;

    public static CancellationToken Guard => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    public static Task<HttpClientSide> OpenAsync(Uri uri, HttpTransportBindingElement? element = null, params object[] parameters) =>
        OpenAsync(uri, MessageVersion.Soap11, element ?? new HttpTransportBindingElement(), parameters);

    public static async Task<HttpClientSide> OpenAsync(Uri uri, MessageVersion version, HttpTransportBindingElement element, params object[] parameters)
    {
        var binding = new CustomBinding(new TextMessageEncodingBindingElement { MessageVersion = version }, element);
        var factory = binding.BuildChannelFactory<IRequestChannel>(parameters);
        await factory.OpenAsync();
        var channel = factory.CreateChannel(new EndpointAddress(uri));
        await channel.OpenAsync();
        return new HttpClientSide(factory, channel);
    }

    /// <summary>A request with the action <c>urn:echo/Echo</c>.</summary>
    public static Message Request(MessageVersion? version = null, string? action = "urn:echo/Echo") =>
        Message.CreateMessage(version ?? MessageVersion.Soap11, action, "hello");

    /// <summary>Sends a request as a caller without a deadline of its own; a test that would hang fails instead.</summary>
    public Task<Message?> RequestAsync(Message? message = null) =>
        Channel.RequestAsync(message ?? Request()).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        Channel.Abort();
        await _factory.DisposeAsyncOrAbort();
    }
}
