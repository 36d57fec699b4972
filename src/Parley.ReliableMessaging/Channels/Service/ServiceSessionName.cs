using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A session as its channel shows it: its name is that of the sequence in which the client sends.</summary>
internal class ServiceInputSession(ServiceSession session) : IInputSession
{
    public string Id => session.Id;
}

/// <summary>A session with messages both ways.</summary>
internal sealed class ServiceDuplexSession(ServiceSession session, ServiceDuplexSessionChannel channel) : ServiceInputSession(session), IDuplexSession
{
    public ValueTask CloseOutputSessionAsync(CancellationToken cancellationToken = default) => channel.CloseOutputSessionAsync(cancellationToken);
}
