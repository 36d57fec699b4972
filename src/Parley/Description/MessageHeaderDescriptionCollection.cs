using System.Collections.ObjectModel;
using System.Xml;

namespace Parley.Description;

/// <summary>The headers of a typed message by qualified name. Source: WCF documentation, MessageHeaderDescriptionCollection.</summary>
public class MessageHeaderDescriptionCollection : KeyedCollection<XmlQualifiedName, MessageHeaderDescription>
{
    internal MessageHeaderDescriptionCollection()
    {
    }

    /// <inheritdoc/>
    protected override XmlQualifiedName GetKeyForItem(MessageHeaderDescription item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return new XmlQualifiedName(item.Name, item.Namespace);
    }
}
