using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>The attributes of SOAP on a header that is written without being a header object.</summary>
internal static class SecurityHeaderAttributes
{
    public static void Write(XmlDictionaryWriter writer, EnvelopeVersion envelope, bool mustUnderstand, string actor, bool relay)
    {
        var isSoap12 = envelope == EnvelopeVersion.Soap12;
        if (actor.Length > 0)
        {
            writer.WriteAttributeString(WireNames.EnvelopePrefix, isSoap12 ? NbfsDictionary.Soap12Role : NbfsDictionary.Soap11Actor, envelope.Namespace, actor);
        }

        if (mustUnderstand)
        {
            writer.WriteAttributeString(WireNames.EnvelopePrefix, NbfsDictionary.MustUnderstand, envelope.Namespace, "1");
        }

        if (relay && isSoap12)
        {
            writer.WriteAttributeString(WireNames.EnvelopePrefix, NbfsDictionary.Soap12Relay, envelope.Namespace, "1");
        }
    }
}
