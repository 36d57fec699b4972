using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Makes service objects and takes them back. WCF documentation: IInstanceProvider.</summary>
public interface IInstanceProvider
{
    /// <summary>Makes the service object of an instance context.</summary>
    /// <param name="instanceContext">The instance context that has no object yet.</param>
    /// <returns>The service object.</returns>
    object GetInstance(InstanceContext instanceContext);

    /// <summary>Makes the service object of an instance context for a message.</summary>
    /// <param name="instanceContext">The instance context that has no object yet.</param>
    /// <param name="message">The message that starts the object's life; null when there is none. Its body must not be read.</param>
    /// <returns>The service object.</returns>
    object GetInstance(InstanceContext instanceContext, Message? message);

    /// <summary>Takes back a service object whose time is over. Disposes it if it is disposable.</summary>
    /// <param name="instanceContext">The instance context.</param>
    /// <param name="instance">The service object.</param>
    void ReleaseInstance(InstanceContext instanceContext, object instance);
}
