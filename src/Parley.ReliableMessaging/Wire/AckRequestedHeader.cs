using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>The AckRequested header: asks what has arrived of a sequence. WS-ReliableMessaging 1.1, section 3.8.</summary>
internal sealed class AckRequestedHeader(Wsrm wsrm, string identifier) : RmHeader(wsrm, WsrmNames.AckRequested)
{
    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
        => RmXml.WriteIdentifier(writer, Wsrm, identifier, WsrmNames.Prefix);
}
