using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

/// <summary>Writes a body with a serializer.</summary>
internal sealed class ObjectBodyWriter(object? body, XmlObjectSerializer? serializer) : BodyWriter(isBuffered: true)
{
    protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
        => (serializer ?? ObjectContent.SerializerOf(body?.GetType() ?? typeof(object))).WriteObject(writer, body);
}
