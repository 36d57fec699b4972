using System.Xml;

namespace Parley.Channels;

/// <summary>An XML writer and a buffer that are used for one message after the other.</summary>
internal sealed class OutgoingWriter
{
    public MessageBufferStream Buffer { get; } = new();

    /// <summary>Made at the first message; null until then.</summary>
    public XmlDictionaryWriter? Writer { get; set; }

    /// <summary>Made when the writer first writes text; null until then.</summary>
    public PlainTextBodyWriter? PlainTextWriter { get; set; }

    /// <summary>Made when the writer first keeps binary XML; null until then.</summary>
    public PlainBinaryBodyWriter? PlainBinaryWriter { get; set; }

    /// <summary>Made when the writer first writes text; null until then.</summary>
    public LongTextWriter? LongTextWriter { get; set; }
}
