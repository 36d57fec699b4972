using Parley.Channels;
using Parley.Channels.Tests;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>A service's listener for reliable sessions over a transport whose clients are the test.</summary>
internal sealed class ServiceWorld<TChannel> : IAsyncDisposable
    where TChannel : class, IChannel
{
    private static readonly TimeSpan _guard = TimeSpan.FromSeconds(30);

    public ServiceWorld(
        bool is11,
        Type inner,
        Action<ReliableSessionBindingElement>? set = null,
        MessageVersion? version = null,
        object[]? parameters = null,
        BindingElement? below = null,
        ManualTimeProvider? clock = null)
    {
        Clock = clock ?? new ManualTimeProvider();
        version ??= RawClient.Version;
        Service = new InMemoryService(inner, version);
        Wsrm = is11 ? Wsrm.Version11 : Wsrm.February2005;
        Client = new RawClient(Wsrm);
        var element = new ReliableSessionBindingElement
        {
            ReliableMessagingVersion = is11 ? ReliableMessagingVersion.WSReliableMessaging11 : ReliableMessagingVersion.WSReliableMessagingFebruary2005,
        };
        set?.Invoke(element);
        BindingElement[] elements = [element, .. below is null ? Array.Empty<BindingElement>() : [below], new TextMessageEncodingBindingElement(version, System.Text.Encoding.UTF8), Service];
        Listener = new CustomBinding(elements)
            .BuildChannelListener<TChannel>(new Uri("test://service/"), new BindingParameterCollection([.. parameters ?? [], Clock]));
    }

    public ManualTimeProvider Clock { get; }

    public InMemoryService Service { get; }

    public Wsrm Wsrm { get; }

    public RawClient Client { get; }

    public IChannelListener<TChannel> Listener { get; }

    public ServiceSessionTable Table => Listener switch
    {
        ExchangeChannelListener<TChannel, IReplyChannel> replies => replies.Table,
        ConnectionChannelListener<TChannel> connections => connections.Table,
        _ => throw new InvalidOperationException(),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task<Message?> AskAsync(Message message) => await Guarded(Service.RequestAsync(message));

    /// <summary>Accepts the next session and opens its channel.</summary>
    public async Task<TChannel> AcceptAsync()
    {
        var channel = await Guarded(Listener.AcceptChannelAsync(Token).AsTask());
        await channel!.OpenAsync(Token);
        return channel;
    }

    /// <summary>Opens the listener, makes a session and accepts it.</summary>
    public async Task<TChannel> OpenSessionAsync(bool offers = true)
    {
        if (Listener.State == CommunicationState.Created)
        {
            await Listener.OpenAsync(Token);
        }

        Client.Created(await AskAsync(Client.CreateSequence(offers)));
        return await AcceptAsync();
    }

    /// <summary>Waits until a channel has failed.</summary>
    public static async Task<CommunicationState> FaultedAsync(IChannel channel)
    {
        var faulted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.Faulted += (_, _) => faulted.TrySetResult();
        if (channel.State == CommunicationState.Opened)
        {
            await Guarded(faulted.Task);
        }

        return channel.State;
    }

    public static Task<T> Guarded<T>(Task<T> task) => task.WaitAsync(_guard, Token);

    public static Task Guarded(Task task) => task.WaitAsync(_guard, Token);

    public ValueTask DisposeAsync()
    {
        Listener.Abort();
        return default;
    }
}
