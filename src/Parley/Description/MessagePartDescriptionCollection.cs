using System.Collections.ObjectModel;
using System.Xml;

namespace Parley.Description;

/// <summary>The elements of a message body, in order, by qualified name. Source: WCF documentation, MessagePartDescriptionCollection.</summary>
public class MessagePartDescriptionCollection : KeyedCollection<XmlQualifiedName, MessagePartDescription>
{
    internal MessagePartDescriptionCollection()
    {
    }

    /// <inheritdoc/>
    protected override XmlQualifiedName GetKeyForItem(MessagePartDescription item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new XmlQualifiedName(item.Name, item.Namespace);
    }
}
