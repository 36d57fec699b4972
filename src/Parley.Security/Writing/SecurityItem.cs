using System.Xml;

namespace Parley.Security;

/// <summary>What stands in a security header: an element, an encrypted element, or the list of what is encrypted.</summary>
internal readonly struct SecurityItem
{
    private readonly object _value;

    public SecurityItem(HeaderElement element) => _value = element;

    public SecurityItem(EncryptedPart encrypted) => _value = encrypted;

    public SecurityItem(IReadOnlyList<string> list) => _value = list;

    /// <summary>The encrypted element; null for the others.</summary>
    public EncryptedPart? Encrypted => _value as EncryptedPart;

    public void Write(XmlDictionaryWriter writer)
    {
        switch (_value)
        {
            case HeaderElement element:
                element.Write(writer);
                break;
            case EncryptedPart part:
                EncryptedData.Write(writer, part);
                break;
            case IReadOnlyList<string> ids:
                EncryptedData.WriteReferenceList(writer, ids);
                break;
        }
    }
}
