using Parley.Channels;

namespace Parley.Security;

/// <summary>Secure sessions over a transport of requests and responses.</summary>
internal sealed class ExchangeListener : ConversationListener<IReplySessionChannel, IReplyChannel>
{
    private readonly ExchangeIntake _intake;

    /// <param name="service">What the listener's parts share.</param>
    /// <param name="context">What is below.</param>
    public ExchangeListener(SessionService service, BindingContext context)
        : base(service, context) => _intake = new ExchangeIntake(
            service,
            (session, localAddress) => new ConversationReplyChannel(this, session, service.Protocol, localAddress, service.Clock, service.Table.Limits.MaxPendingRequests),
            channel => Announce(channel, channel.SecureSession));

    protected override bool ClosesChannelsFirst => false;

    protected override async Task ServeAsync(IReplyChannel channel)
    {
        await channel.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        await RequestPump.ReadAsync(channel, request => _intake.ReceiveAsync(request, channel.LocalAddress)).ConfigureAwait(false);
        await channel.CloseAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
