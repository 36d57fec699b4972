using Parley.Channels;

namespace Parley.Security;

/// <summary>Secure sessions over connections.</summary>
internal sealed class DuplexListener(SessionService service, BindingContext context)
    : ConversationListener<IDuplexSessionChannel, IDuplexSessionChannel>(service, context)
{
    protected override bool ClosesChannelsFirst => true;

    protected override async Task ServeAsync(IDuplexSessionChannel channel)
    {
        var connection = new DuplexConnection(channel, Service);
        if (await connection.ServeAsync(TryAnnounce).ConfigureAwait(false))
        {
            await connection.Over.ConfigureAwait(false);
        }
    }

    protected override async ValueTask CloseChannelsAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(LiveChannels().Select(channel => CloseAsync(channel, cancellationToken))).ConfigureAwait(false);

    private static async Task CloseAsync(IDuplexSessionChannel channel, CancellationToken cancellationToken)
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

    private bool TryAnnounce(DuplexConnection connection, SecureSession session)
    {
        var channel = session.GetUser(
            (Listener: this, Connection: connection),
            static (made, state) => new ServiceConversationChannel(state.Listener, state.Listener.Service, made, state.Connection),
            out var isNew);
        if (channel is null)
        {
            return false;
        }

        if (!isNew)
        {
            return channel.TryMove(connection);
        }

        session.Begin();
        Service.Log.Opened(Service.Address, session.Identifier);
        Announce(channel, session);
        return true;
    }
}
