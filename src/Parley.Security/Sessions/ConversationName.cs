using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>A secure session as what is made within it sees it.</summary>
/// <param name="identifier">Its name.</param>
/// <param name="protocol">The version.</param>
/// <param name="instance">The name of its key of today; null for the first.</param>
internal sealed class ConversationName(string identifier, TrustProtocol protocol, Func<string?> instance) : ISecureConversation
{
    public string Identifier => identifier;

    public void WriteTokenReference(XmlDictionaryWriter writer) => ContextReferences.WriteByName(writer, new ContextName(identifier, instance()), protocol);

    public bool IsReferredToBy(XmlDictionaryReader reference)
    {
        try
        {
            // The key may have been renewed since: the session is the same.
            return ContextReferences.Read(reference, protocol).Identifier == identifier;
        }
        catch (Exception exception) when (exception is MalformedTrustException or XmlException)
        {
            return false;
        }
    }
}
