using System.Xml;

namespace Parley.Security;

/// <summary>A signature of the request, said again in the reply. WS-Security 1.1, section 8.5.</summary>
/// <param name="id">The value of wsu:Id.</param>
/// <param name="value">The signature's value; null when the request had none.</param>
internal sealed class ConfirmationElement(string id, byte[]? value) : HeaderElement(id)
{
    public override void Write(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(SecurityNames.Security11Prefix, SecurityNames.SignatureConfirmation, SecurityNames.Security11);
        WriteId(writer);
        if (value is not null)
        {
            writer.WriteStartAttribute(null, SecurityNames.Value, null);
            writer.WriteBase64(value, 0, value.Length);
            writer.WriteEndAttribute();
        }

        writer.WriteEndElement();
    }
}
