using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>A question that a message answers with yes or no. WCF documentation: MessageFilter.</summary>
public abstract class MessageFilter
{
    /// <summary>Asks a message whose body must not be read.</summary>
    /// <param name="message">The message.</param>
    public abstract bool Match(Message message);

    /// <summary>Asks a buffered message, whose body may be read.</summary>
    /// <param name="buffer">The buffered message.</param>
    public virtual bool Match(MessageBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        using var message = buffer.CreateMessage();
        return Match(message);
    }
}
