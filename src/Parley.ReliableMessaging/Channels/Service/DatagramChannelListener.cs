using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Sessions over channels whose messages go by themselves: one channel brings those of all sessions.</summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
/// <typeparam name="TInner">The shape of the channels below; one that is in a security session brings those of its client alone.</typeparam>
internal sealed class DatagramChannelListener<TChannel, TInner> : ReliableChannelListener<TChannel, TInner>
    where TChannel : class, IChannel
    where TInner : class, IDuplexChannel
{
    private readonly DatagramAnswers _answers;

    public DatagramChannelListener(
        ListenerSettings settings,
        BindingContext context,
        Func<SessionRequest, string, ServiceSession> createSession,
        Func<ChannelManagerBase, ServiceSession, TChannel> createChannel)
        : base(settings, context, createSession, createChannel) => _answers = new DatagramAnswers(settings.SendTimeout, settings.Clock);

    /// <summary>The sessions' last words go out over the channels, which the listener below ends.</summary>
    protected override bool ClosesChannelsFirst => true;

    protected override async Task ServeAsync(TInner channel)
    {
        await channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await new ItemPump<Message>(
            () => channel.ReceiveAsync(CancellationToken.None),
            message => Intake.ReceiveAsync(message, new DatagramSource(channel, message, _answers))).RunAsync().ConfigureAwait(false);
        await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
    }

    protected override async ValueTask CloseChannelsAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(LiveChannels().Select(channel => CloseAsync(channel, cancellationToken))).ConfigureAwait(false);

    private static async Task CloseAsync(TInner channel, CancellationToken cancellationToken)
    {
        try
        {
            await channel.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            channel.Abort();
        }
    }
}
