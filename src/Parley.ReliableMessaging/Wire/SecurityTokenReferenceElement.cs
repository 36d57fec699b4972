using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// The element wsse:SecurityTokenReference of CreateSequence, kept as it is. What it refers to is the business of whoever secures the
/// session. WS-ReliableMessaging 1.1, section 6.1.
/// </summary>
internal sealed class SecurityTokenReferenceElement
{
    private const int MaxSize = 64 * 1024;

    private readonly InfosetBuffer _element;

    private SecurityTokenReferenceElement(InfosetBuffer element) => _element = element;

    /// <summary>Makes the element.</summary>
    /// <param name="write">Writes the whole element.</param>
    public static SecurityTokenReferenceElement Create(Action<XmlDictionaryWriter> write)
    {
        var buffer = InfosetWriter.Start(MaxSize);
        write(buffer.Writer);
        return new SecurityTokenReferenceElement(buffer.ToBuffer());
    }

    /// <summary>Keeps the element that the reader stands on and moves past it.</summary>
    public static SecurityTokenReferenceElement Read(XmlDictionaryReader reader) => new(InfosetBuffer.Copy(reader, MaxSize));

    /// <summary>A reader on the element.</summary>
    public XmlDictionaryReader OpenReader() => _element.OpenReader();

    /// <summary>Writes the element.</summary>
    public void WriteTo(XmlDictionaryWriter writer)
    {
        using var reader = _element.OpenReader();
        writer.WriteNode(reader, defattr: false);
    }
}
