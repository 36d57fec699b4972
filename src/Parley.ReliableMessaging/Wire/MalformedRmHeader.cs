using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>A received header that cannot be read. Who asks for its value gets the exception; it cannot be written.</summary>
internal sealed class MalformedRmHeader(Wsrm wsrm, MalformedRmException exception, bool mustUnderstand)
    : RmHeader(wsrm, WsrmNames.Sequence, mustUnderstand)
{
    public MalformedRmException Exception => exception;

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion) => throw exception;
}
