using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>A body that is written from the arguments when the message is; there is no copy in between.</summary>
internal sealed class OperationBodyWriter(BodyFormat format, object?[] values, object? result) : BodyWriter(format.IsBuffered)
{
    internal override bool TryWritePlain(PlainBodyWriter writer) => format.TryWrite(writer, values, result);

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => format.Write(writer, values, result);
}
