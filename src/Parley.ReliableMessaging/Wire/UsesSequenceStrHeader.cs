using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// The UsesSequenceSTR header: the sequence belongs to the token that the body of CreateSequence names. 1.1 only.
/// WS-ReliableMessaging 1.1, section 6.1.
/// </summary>
internal sealed class UsesSequenceStrHeader : RmHeader
{
    private UsesSequenceStrHeader()
        : base(Wsrm.Version11, WsrmNames.UsesSequenceStr, mustUnderstand: true)
    {
    }

    public static UsesSequenceStrHeader Instance { get; } = new();

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
    }
}
