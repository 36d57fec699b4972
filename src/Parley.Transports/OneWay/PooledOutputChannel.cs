namespace Parley.Channels;

/// <summary>Sends each message over a session that nobody else uses at that time.</summary>
internal sealed class PooledOutputChannel(ChannelManagerBase factory, SessionPool pool, EndpointAddress remoteAddress, Uri via)
    : ChannelBase(factory), IOutputChannel
{
    public EndpointAddress RemoteAddress => remoteAddress;

    public Uri Via => via;

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        if (message.Headers.To is null)
        {
            remoteAddress.ApplyTo(message);
        }

        return SendCoreAsync(message, cancellationToken);
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken) => default;

    protected override ValueTask OnCloseAsync(CancellationToken cancellationToken) => default;

    protected override void OnAbort()
    {
    }

    private async ValueTask SendCoreAsync(Message message, CancellationToken cancellationToken)
    {
        using var scope = new TimeoutScope(DefaultSendTimeout, TimeProvider, cancellationToken);
        try
        {
            var session = await pool.TakeAsync(remoteAddress, via, scope.Token).ConfigureAwait(false);
            try
            {
                await session.Channel.SendAsync(message, scope.Token).ConfigureAwait(false);
            }
            catch
            {
                session.Channel.Abort();
                throw;
            }
            finally
            {
                pool.Return(session);
            }
        }
        catch (OperationCanceledException exception) when (scope.HasTimedOut)
        {
            scope.ThrowTimeout($"Sending a message to '{via}'", "SendTimeout", exception);
        }
        finally
        {
            message.Close();
        }
    }
}
