using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Makes requests of arguments and takes results out of replies, for one operation of a client.
/// Source: WCF documentation, IClientMessageFormatter.</summary>
public interface IClientMessageFormatter
{
    /// <summary>Makes a request.</summary>
    /// <param name="messageVersion">The version of the message.</param>
    /// <param name="parameters">The arguments of the parameters that go in (<c>in</c> and <c>ref</c>), in order, without a cancellation token.
    /// The message holds the array until it is closed.</param>
    /// <returns>A new message.</returns>
    Message SerializeRequest(MessageVersion messageVersion, object?[] parameters);

    /// <summary>Takes the result out of a reply that is not a fault.</summary>
    /// <param name="message">The reply.</param>
    /// <param name="parameters">Filled with the values of the parameters that come out (<c>out</c> and <c>ref</c>), in order.</param>
    /// <returns>The return value; null when there is none.</returns>
    object? DeserializeReply(Message message, object?[] parameters);
}
