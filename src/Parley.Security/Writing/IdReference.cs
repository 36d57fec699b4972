using System.Xml;

namespace Parley.Security;

/// <summary>A reference to a token in the same message, by its element's id.</summary>
/// <param name="id">The id.</param>
/// <param name="valueType">The type of token; null when it is not said.</param>
internal sealed class IdReference(string id, XmlDictionaryString? valueType) : TokenReference
{
    private protected override void WriteContent(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.Reference, SecurityNames.Security10);
        if (valueType is not null)
        {
            WriteAttribute(writer, SecurityNames.ValueType, valueType);
        }

        writer.WriteStartAttribute(null, SecurityNames.Uri, null);
        writer.WriteString("#");
        writer.WriteString(id);
        writer.WriteEndAttribute();
        writer.WriteEndElement();
    }
}
