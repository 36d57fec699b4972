using Parley.Channels;

namespace Parley.Security;

/// <summary>Secure sessions over a transport of requests and responses.</summary>
internal sealed class ExchangeListener : ConversationListener<IReplySessionChannel, IReplyChannel>
{
    private readonly Lock _lock = new();
    private readonly HashSet<IReplyChannel> _channels = [];
    private readonly ExchangeIntake _intake;

    /// <param name="service">What the listener's parts share.</param>
    /// <param name="context">What is below.</param>
    public ExchangeListener(SessionService service, BindingContext context)
        : base(service, context) => _intake = new ExchangeIntake(
            service,
            (session, localAddress) => new ConversationReplyChannel(this, session, service.Protocol, localAddress, service.Clock),
            channel => Announce(channel, channel.SecureSession));

    protected override bool ClosesChannelsFirst => false;

    protected override async Task ServeAsync(IReplyChannel channel)
    {
        lock (_lock)
        {
            _channels.Add(channel);
        }

        await RequestPump.ReadAsync(channel, _intake).ConfigureAwait(false);
        lock (_lock)
        {
            _channels.Remove(channel);
        }
    }

    protected override async ValueTask CloseChannelsAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in Snapshot())
        {
            await channel.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void AbortChannels()
    {
        foreach (var channel in Snapshot())
        {
            channel.Abort();
        }
    }

    private IReplyChannel[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _channels];
        }
    }
}
