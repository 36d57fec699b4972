using System.Xml;

namespace Parley.Channels.Tests.Encoders;

internal sealed class DelegateBodyWriter(Action<XmlDictionaryWriter> write) : BodyWriter(isBuffered: true)
{
    protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => write(writer);
}
