using Parley.Channels;

namespace Parley.FunctionalTests.Http;

/// <summary>A service of channels alone: an open listener, and a loop that answers each request with what the test says.</summary>
internal sealed class HttpEchoService : IAsyncDisposable
{
    private readonly IChannelListener<IReplyChannel> _listener;
    private readonly Task[] _loops;

    private HttpEchoService(IChannelListener<IReplyChannel> listener, IReplyChannel channel, Func<RequestContext, Task> answer)
    {
        _listener = listener;
        Channel = channel;
        _loops = [RunAsync(channel, answer), RunAsync(channel, answer)];
    }

    public Uri Uri => _listener.Uri;

    public IChannelListener<IReplyChannel> Listener => _listener;

    public IReplyChannel Channel { get; }

    public static CustomBinding Binding(MessageVersion version, HttpTransportBindingElement? element = null) =>
        new(new TextMessageEncodingBindingElement { MessageVersion = version }, element ?? new HttpTransportBindingElement());

    public static Task<HttpEchoService> StartAsync(MessageVersion version, HttpTransportBindingElement? element = null, params object[] parameters) =>
        StartAsync(Binding(version, element), new Uri($"{element?.Scheme ?? "http"}://127.0.0.1:0/calc"), EchoAsync, parameters);

    public static async Task<HttpEchoService> StartAsync(Binding binding, Uri uri, Func<RequestContext, Task> answer, params object[] parameters)
    {
        var listener = binding.BuildChannelListener<IReplyChannel>(uri, new BindingParameterCollection([KestrelTransports.Default, .. parameters]));
        await listener.OpenAsync();
        var channel = await listener.AcceptChannelAsync();
        Assert.NotNull(channel);
        await channel.OpenAsync();
        return new HttpEchoService(listener, channel, answer);
    }

    /// <summary>Sends a request's body back, under the request's action with <c>Response</c> behind it.</summary>
    public static async Task EchoAsync(RequestContext context)
    {
        using var reply = Reply(context.RequestMessage);
        await context.ReplyAsync(reply);
    }

    /// <summary>The reply that has the request's body.</summary>
    public static Message Reply(Message request)
    {
        var reply = request.IsEmpty
            ? Message.CreateMessage(request.Version, request.Headers.Action + "Response")
            : Message.CreateMessage(request.Version, request.Headers.Action + "Response", request.GetReaderAtBodyContents());
        if (request.Headers.MessageId is { } id)
        {
            reply.Headers.RelatesTo = id;
        }

        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsyncOrAbort();
        Channel.Abort();
        await Task.WhenAll(_loops).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task RunAsync(IReplyChannel channel, Func<RequestContext, Task> answer)
    {
        while (await channel.ReceiveRequestAsync() is { } context)
        {
            await using (context)
            {
                try
                {
                    await answer(context);
                }
                catch (CommunicationException)
                {
                    context.Abort();
                }
            }
        }
    }
}
