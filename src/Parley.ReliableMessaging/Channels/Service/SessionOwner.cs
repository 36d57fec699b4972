using System.Security.Principal;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Who made a session, as far as the transport knows its clients: nobody else's messages belong to it.</summary>
/// <param name="Name">The name; empty for a client that is not known.</param>
/// <param name="Kind">How it was found out; null for a client that is not known.</param>
internal readonly record struct SessionOwner(string Name, string? Kind)
{
    /// <summary>The sender of a message.</summary>
    public static SessionOwner Of(Message message) =>
        message.Properties.Security?.ServiceSecurityContext is { IsAnonymous: false, PrimaryIdentity: IIdentity identity }
            ? new(identity.Name!, identity.AuthenticationType)
            : new(string.Empty, null);
}
