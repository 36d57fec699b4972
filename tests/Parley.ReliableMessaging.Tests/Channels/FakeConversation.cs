using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging.Tests.Channels;

/// <summary>A security session without security.</summary>
internal sealed class FakeConversation(string identifier) : ISecureConversation
{
    private const string Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    public string Identifier => identifier;

    public void WriteTokenReference(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement("o", "SecurityTokenReference", Security);
        writer.WriteStartElement("o", "Reference", Security);
        writer.WriteAttributeString("URI", identifier);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    public bool IsReferredToBy(XmlDictionaryReader reference)
    {
        reference.ReadStartElement("SecurityTokenReference", Security);
        return reference.GetAttribute("URI") == identifier;
    }

    /// <summary>Says that what is below makes such sessions.</summary>
    internal sealed class Element : BindingElement, IConversationSecurity
    {
        public bool MakesConversations => true;

        public override BindingElement Clone() => new Element();

        public override T? GetProperty<T>(BindingContext context)
            where T : class => context.GetInnerProperty<T>();
    }
}
