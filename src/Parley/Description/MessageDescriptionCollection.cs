using System.Collections.ObjectModel;

namespace Parley.Description;

/// <summary>The messages of an operation: the request first, then the reply if there is one.
/// Source: WCF documentation, MessageDescriptionCollection.</summary>
public class MessageDescriptionCollection : Collection<MessageDescription>
{
    internal MessageDescriptionCollection()
    {
    }

    /// <summary>The first message with an action.</summary>
    /// <param name="action">The action.</param>
    /// <returns>The message, or null.</returns>
    public MessageDescription? Find(string action)
    {
        foreach (var message in this)
        {
            if (message.Action == action)
            {
                return message;
            }
        }

        return null;
    }

    /// <summary>All messages with an action.</summary>
    /// <param name="action">The action.</param>
    /// <returns>A new collection.</returns>
    public Collection<MessageDescription> FindAll(string action)
    {
        var found = new Collection<MessageDescription>();
        foreach (var message in this)
        {
            if (message.Action == action)
            {
                found.Add(message);
            }
        }

        return found;
    }
}
