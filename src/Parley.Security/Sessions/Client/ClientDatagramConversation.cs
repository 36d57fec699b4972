using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A client's secure session over messages that go by themselves, such as HTTP both ways: the service's come to an address of this side's own. What is
/// lost on the way is not missed here: a reliable session above sends it again.
/// </summary>
internal sealed class ClientDatagramConversation : ClientDuplexConversation
{
    /// <param name="factory">The factory.</param>
    /// <param name="client">What its channels share.</param>
    /// <param name="create">Makes a channel to the service, not open yet.</param>
    public ClientDatagramConversation(ChannelManagerBase factory, SessionClient client, Func<IDuplexChannel> create)
        : this(factory, client, create, create())
    {
    }

    private ClientDatagramConversation(ChannelManagerBase factory, SessionClient client, Func<IDuplexChannel> create, IDuplexChannel channel)
        : base(factory, client, channel.RemoteAddress, cancellationToken => DuplexTokenWay.OpenAsync(create(), cancellationToken)) => Connection = channel;

    protected override IDuplexChannel Connection { get; }

    protected override void OnAbort() => Abandon();

    protected override void OnFaulted()
    {
        Abandon();
        base.OnFaulted();
    }

    protected override async ValueTask<Message?> TakeAsync(Message message, CancellationToken cancellationToken)
    {
        try
        {
            return await base.TakeAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is XmlException or (CommunicationException and not { InnerException: FaultException }))
        {
            // Whoever knows the address can send something there: it is none of the session's, and does not end it.
            message.Close();
            return null;
        }
    }

    protected override async ValueTask ReadToEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadOrRepeatEndAsync(TimeSpan.MaxValue, cancellationToken).ConfigureAwait(false);
        }
        catch (MessageSecurityException exception) when (exception.InnerException is FaultException fault
            && SecurityFaults.Find(fault.Code) is SecurityFaultCode.BadContextToken or SecurityFaultCode.SecuritySessionAborted)
        {
            // The service has ended it, and its answer was lost.
        }
    }

    private void Abandon()
    {
        EndSession();
        Connection.Abort();
    }
}
