using System.Security.Principal;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Who made a session, as far as the transport knows its clients: nobody else's messages belong to it.</summary>
/// <param name="Name">The name; empty for a client that is not known.</param>
/// <param name="Kind">How it was found out; null for a client that is not known.</param>
/// <param name="Conversation">The security session that everything of the session must come in; null for none.</param>
internal readonly record struct SessionOwner(string Name, string? Kind, string? Conversation)
{
    /// <summary>The sender of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="conversation">The security session that it came in; null for none.</param>
    public static SessionOwner Of(Message message, ISecureConversation? conversation) =>
        message.Properties.Security?.ServiceSecurityContext is { IsAnonymous: false, PrimaryIdentity: IIdentity identity }
            ? new(identity.Name!, identity.AuthenticationType, conversation?.Identifier)
            : new(string.Empty, null, conversation?.Identifier);
}
