using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Sees and may replace a service's incoming requests and outgoing replies. WCF documentation: IDispatchMessageInspector.</summary>
public interface IDispatchMessageInspector
{
    /// <summary>A request has arrived, and its operation has not been called yet.</summary>
    /// <param name="request">The request; may be replaced.</param>
    /// <param name="channel">The channel that it came from.</param>
    /// <param name="instanceContext">The instance context that it goes to.</param>
    /// <returns>Anything; handed to <see cref="BeforeSendReply"/>.</returns>
    object? AfterReceiveRequest(ref Message request, IClientChannel channel, InstanceContext instanceContext);

    /// <summary>The reply is about to be sent.</summary>
    /// <param name="reply">The reply or the fault; null for a one-way operation. May be replaced.</param>
    /// <param name="correlationState">What <see cref="AfterReceiveRequest"/> returned.</param>
    void BeforeSendReply(ref Message? reply, object? correlationState);
}
