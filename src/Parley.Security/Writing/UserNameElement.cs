using System.Xml;

namespace Parley.Security;

/// <summary>A user's name and password. WS-Security UsernameToken Profile 1.1, section 3.1.</summary>
internal sealed class UserNameElement(string id, string name, string password) : HeaderElement(id)
{
    public override void Write(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.UsernameToken, SecurityNames.Security10);
        WriteId(writer);
        writer.WriteElementString(SecurityNames.SecurityPrefix, SecurityNames.Username, SecurityNames.Security10, name);
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.Password, SecurityNames.Security10);
        WriteAttribute(writer, SecurityNames.Type, SecurityNames.PasswordText);
        writer.WriteString(password);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }
}
