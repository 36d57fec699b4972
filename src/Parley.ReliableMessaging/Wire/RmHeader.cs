using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A header of WS-ReliableMessaging, to be written. Immutable, so that it may stand in several messages.</summary>
internal abstract class RmHeader(Wsrm wsrm, XmlDictionaryString name, bool mustUnderstand = false) : MessageHeader
{
    public sealed override string Name => name.Value;

    public sealed override string Namespace => wsrm.Namespace.Value;

    public sealed override bool MustUnderstand => mustUnderstand;

    internal sealed override PrefixDeclaration? EnvelopeDeclaration => wsrm.Declaration;

    protected Wsrm Wsrm => wsrm;

    protected sealed override void OnWriteStartHeader(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        writer.WriteStartElement(WsrmNames.Prefix, name, wsrm.Namespace);
        WriteHeaderAttributes(writer, messageVersion);
    }
}
