namespace Parley.Channels;

/// <summary>Sends each message as a request whose reply is empty: over HTTP, status 202.</summary>
internal sealed class RequestOutputChannel(ChannelManagerBase factory, IRequestChannel inner) : OneWayChannel<IRequestChannel>(factory, inner), IOutputChannel
{
    private const int MaxFaultSize = 65536;

    public EndpointAddress RemoteAddress => Inner.RemoteAddress;

    public Uri Via => Inner.Via;

    public ValueTask SendAsync(Message message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ThrowIfDisposedOrNotOpen();
        return SendCoreAsync(message, cancellationToken);
    }

    private async ValueTask SendCoreAsync(Message message, CancellationToken cancellationToken)
    {
        Message? reply;
        try
        {
            reply = await Inner.RequestAsync(message, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            message.Close();
        }

        if (reply is not null)
        {
            using (reply)
            {
                throw Unexpected(reply);
            }
        }
    }

    private ProtocolException Unexpected(Message reply)
    {
        if (!reply.IsFault)
        {
            return new ProtocolException(
                $"The one-way message to '{Via}' got a reply with the action '{reply.Headers.Action}', where nothing may come back. The binding of the service may not be one-way.");
        }

        var fault = new FaultException(MessageFault.CreateFault(reply, MaxFaultSize), reply.Headers.Action);
        return new ProtocolException($"The one-way message to '{Via}' was answered with a fault: {fault.Message}", fault);
    }
}
