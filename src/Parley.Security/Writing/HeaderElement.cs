using System.Xml;

namespace Parley.Security;

/// <summary>An element of the security header. It may be written more than once, each time the same.</summary>
/// <param name="id">The value of wsu:Id; empty for one that nothing refers to.</param>
internal abstract class HeaderElement(string id)
{
    public string Id { get; } = id;

    public abstract void Write(XmlDictionaryWriter writer);

    private protected void WriteId(XmlDictionaryWriter writer)
    {
        if (Id.Length > 0)
        {
            writer.WriteAttributeString(SecurityNames.UtilityPrefix, SecurityNames.Id, SecurityNames.Utility, Id);
        }
    }

    private protected static void WriteAttribute(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString value)
    {
        writer.WriteStartAttribute(null, name, null);
        writer.WriteString(value);
        writer.WriteEndAttribute();
    }
}
