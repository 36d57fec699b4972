using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Sessions over channels whose messages go by themselves: one channel brings those of all sessions.</summary>
/// <typeparam name="TChannel">The shape of the sessions' channels.</typeparam>
internal sealed class DatagramChannelListener<TChannel> : ReliableChannelListener<TChannel, IDuplexChannel>
    where TChannel : class, IChannel
{
    private readonly DatagramAnswers _answers;

    public DatagramChannelListener(
        ListenerSettings settings,
        BindingContext context,
        Func<SessionRequest, string, ServiceSession> createSession,
        Func<ChannelManagerBase, ServiceSession, TChannel> createChannel)
        : base(settings, context, createSession, createChannel) => _answers = new DatagramAnswers(settings);

    /// <summary>The sessions' last words go out over the channels, which the listener below ends.</summary>
    protected override bool ClosesChannelsFirst => true;

    protected override async Task ServeAsync(IDuplexChannel channel)
    {
        await channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await new ItemPump<Message>(
            () => channel.ReceiveAsync(CancellationToken.None),
            message => Intake.ReceiveAsync(message, new DatagramSource(channel, message, _answers))).RunAsync().ConfigureAwait(false);
        await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
