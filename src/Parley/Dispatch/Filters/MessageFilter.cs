using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>A question that a message answers with yes or no. WCF documentation: MessageFilter.</summary>
public abstract class MessageFilter
{
    /// <summary>Asks a message whose body must not be read.</summary>
    /// <param name="message">The message.</param>
    public abstract bool Match(Message message);
}
