using Parley.Channels;
using Parley.Security;

namespace Parley;

/// <summary>Ties what a service sends to the client whose message it has to do with.</summary>
internal static class ClientOfRequest
{
    /// <summary>
    /// Says on a message by which certificate the client of another has signed that: on a channel that all clients share, security encrypts the message
    /// for that client, whatever address he has given.
    /// </summary>
    /// <param name="message">The message that is to be sent.</param>
    /// <param name="request">The client's message.</param>
    public static void Tie(Message message, Message request)
    {
        if (request.State != MessageState.Closed && request.Properties.Security is { InitiatorToken: not null } client && message.Properties.Security is null)
        {
            message.Properties.Security = (SecurityMessageProperty)client.CreateCopy();
        }
    }
}
