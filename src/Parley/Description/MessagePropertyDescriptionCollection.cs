using System.Collections.ObjectModel;

namespace Parley.Description;

/// <summary>The message properties of a typed message by name. Source: WCF documentation, MessagePropertyDescriptionCollection.</summary>
public class MessagePropertyDescriptionCollection : KeyedCollection<string, MessagePropertyDescription>
{
    internal MessagePropertyDescriptionCollection()
    {
    }

    /// <inheritdoc/>
    protected override string GetKeyForItem(MessagePropertyDescription item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.Name;
    }
}
