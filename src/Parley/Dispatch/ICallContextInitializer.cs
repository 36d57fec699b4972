using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Sets and clears what belongs to the thread of a call, around the call. WCF documentation: ICallContextInitializer.</summary>
public interface ICallContextInitializer
{
    /// <summary>The operation is about to be called.</summary>
    /// <param name="instanceContext">The instance context.</param>
    /// <param name="channel">The channel that the message came from.</param>
    /// <param name="message">The message.</param>
    /// <returns>Anything; handed to <see cref="AfterInvoke"/>.</returns>
    object? BeforeInvoke(InstanceContext instanceContext, IClientChannel channel, Message message);

    /// <summary>The operation has returned, or has thrown.</summary>
    /// <param name="correlationState">What <see cref="BeforeInvoke"/> returned.</param>
    void AfterInvoke(object? correlationState);
}
