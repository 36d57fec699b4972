using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>
/// Chooses the instance context of a message: a new one, or one that exists and is shared with other messages or
/// sessions. WCF documentation: IInstanceContextProvider.
/// </summary>
/// <remarks>Several messages may ask at once: those of different sessions, and those of a channel without a session, as over HTTP. Two of
/// them that find no instance context get one each, unless the provider has them wait for each other. What it keeps, it guards itself.</remarks>
public interface IInstanceContextProvider
{
    /// <summary>Finds the instance context that exists for a message.</summary>
    /// <param name="message">The message. Its body must not be read.</param>
    /// <param name="channel">The channel that it came from.</param>
    /// <returns>The instance context; null for a new one.</returns>
    InstanceContext? GetExistingInstanceContext(Message message, IContextChannel channel);

    /// <summary>A new instance context was made, because <see cref="GetExistingInstanceContext"/> had none.</summary>
    /// <param name="instanceContext">The new instance context.</param>
    /// <param name="message">The message that it was made for.</param>
    /// <param name="channel">The channel that the message came from.</param>
    void InitializeInstanceContext(InstanceContext instanceContext, Message message, IContextChannel channel);

    /// <summary>Asks whether an instance context without calls and channels may be closed.</summary>
    /// <param name="instanceContext">The instance context.</param>
    /// <returns>True to close it; false keeps it, and <see cref="NotifyIdle"/> is called.</returns>
    bool IsIdle(InstanceContext instanceContext);

    /// <summary>Hands over what to call when an instance context that was kept may be closed after all.</summary>
    /// <param name="callback">To be called once.</param>
    /// <param name="instanceContext">The instance context.</param>
    void NotifyIdle(InstanceContextIdleCallback callback, InstanceContext instanceContext);
}
