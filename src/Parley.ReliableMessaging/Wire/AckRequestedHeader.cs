using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>The AckRequested header: asks what has arrived of a sequence. WS-ReliableMessaging 1.1, section 3.8.</summary>
internal sealed class AckRequestedHeader(Wsrm wsrm, string identifier, bool mustUnderstand = false)
    : RmHeader(wsrm, WsrmNames.AckRequested, mustUnderstand)
{
    public string Identifier => identifier;

    internal override bool TryWriteBytes(in HeaderByteWriter writer) => !MustUnderstand && RmHeaderForms.TryWriteAckRequested(writer, identifier);

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
        => RmXml.WriteIdentifier(writer, Wsrm, identifier, WsrmNames.Prefix);
}
