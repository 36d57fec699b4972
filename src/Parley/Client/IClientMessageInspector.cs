using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Sees, and may replace, every request and every reply of a client. WCF documentation: IClientMessageInspector.</summary>
public interface IClientMessageInspector
{
    /// <summary>Called when a reply has come and before it is turned into the operation's results.</summary>
    /// <param name="reply">The reply; never null. A message that takes its place must be readable.</param>
    /// <param name="correlationState">What <see cref="BeforeSendRequest"/> returned for this call.</param>
    void AfterReceiveReply(ref Message reply, object? correlationState);

    /// <summary>Called before a request is sent. Addressing headers that the channel adds are not there yet.</summary>
    /// <param name="request">The request.</param>
    /// <param name="channel">The channel that will send it.</param>
    /// <returns>Anything; <see cref="AfterReceiveReply"/> gets it for this call.</returns>
    object? BeforeSendRequest(ref Message request, IClientChannel channel);
}
