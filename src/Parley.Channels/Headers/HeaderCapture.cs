using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Keeps the headers of one received message that are not understood while reading. They stand in one small document
/// together with the Envelope and Header tags around them, so that their prefixes still mean what they meant.
/// The memory is not pooled: a header may outlive its message when it is copied into another.
/// </summary>
internal sealed class HeaderCapture
{
    private readonly MessageVersion _version;
    private readonly EnvelopeShape? _shape;
    private InfosetWriter? _writer;
    private InfosetBuffer? _buffer;
    private int _count;

    /// <param name="version">The message's version.</param>
    /// <param name="shape">How the envelope was written.</param>
    /// <param name="maxSize">The most bytes to keep.</param>
    public HeaderCapture(MessageVersion version, EnvelopeShape? shape, int maxSize)
    {
        _version = version;
        _shape = shape;
        _writer = InfosetWriter.Start(maxSize);
        EnvelopeShape.WriteStartEnvelope(_writer.Writer, version, shape);
        EnvelopeShape.WriteStartHeader(_writer.Writer, version, shape);
    }

    /// <summary>Keeps the header that the reader stands on and moves the reader past it.</summary>
    public CapturedHeader Capture(XmlDictionaryReader reader, in HeaderAttributes attributes)
    {
        var name = reader.LocalName;
        var ns = reader.NamespaceURI;
        _writer!.Writer.WriteNode(reader, defattr: false);
        return new CapturedHeader(this, _count++, name, ns, attributes);
    }

    /// <summary>To be called after the last header.</summary>
    public void Complete()
    {
        _writer!.Writer.WriteEndElement();
        _writer.Writer.WriteEndElement();
        _buffer = _writer.ToBuffer();
        _writer = null;
    }

    /// <summary>A reader on the element of the header with a number.</summary>
    public XmlDictionaryReader OpenReader(int ordinal)
    {
        var reader = _buffer!.OpenInside(2);
        for (var i = 0; i < ordinal; i++)
        {
            reader.Skip();
            reader.MoveToContent();
        }

        return reader;
    }

    /// <summary>Declares the prefixes of the original Envelope and Header that the writer does not know.</summary>
    public void WriteMissingDeclarations(XmlDictionaryWriter writer, XmlDictionaryReader source)
    {
        _shape?.Header?.WriteMissingDeclarations(writer, source);
        _shape?.Envelope?.WriteMissingDeclarations(writer, source);
    }

    public bool IsFrom(MessageVersion version) => _version.Envelope == version.Envelope;
}
