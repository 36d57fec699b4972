using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Prepares every new instance context, for example with extensions. WCF documentation: IInstanceContextInitializer.</summary>
public interface IInstanceContextInitializer
{
    /// <summary>Prepares a new instance context.</summary>
    /// <param name="instanceContext">The instance context, not open yet.</param>
    /// <param name="message">The message that it is made for; null for a singleton that is made when the host opens.</param>
    void Initialize(InstanceContext instanceContext, Message? message);
}
