using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Takes arguments out of requests and makes replies of results, for one operation of a service.
/// Source: WCF documentation, IDispatchMessageFormatter.</summary>
public interface IDispatchMessageFormatter
{
    /// <summary>Takes the arguments out of a request.</summary>
    /// <param name="message">The request.</param>
    /// <param name="parameters">Filled with the arguments of the parameters that go in (<c>in</c> and <c>ref</c>), in order, without a
    /// cancellation token.</param>
    void DeserializeRequest(Message message, object?[] parameters);

    /// <summary>Makes a reply.</summary>
    /// <param name="messageVersion">The version of the message.</param>
    /// <param name="parameters">The values of the parameters that come out (<c>out</c> and <c>ref</c>), in order.
    /// The message holds the array until it is closed.</param>
    /// <param name="result">The return value; null when there is none.</param>
    /// <returns>A new message.</returns>
    Message SerializeReply(MessageVersion messageVersion, object?[] parameters, object? result);
}
