using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Writes XML text in UTF-8 with the platform's writer, but long base64 content and long plain strings, which that writer goes
/// through byte by byte, in one piece straight into the message's buffer. Used for one message after the other.
/// </summary>
internal sealed class LongTextWriter(XmlDictionaryWriter text) : XmlDictionaryWriter
{
    private const int LongText = 512;

    // Characters that are one byte each and are written as they are, wherever they stand in an element's content.
    private static readonly SearchValues<char> _plain = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x7F - 0x20).Select(code => (char)code).Where(c => c is not ('<' or '>' or '&' or '"' or '\''))]);

    private readonly XmlDictionaryWriter _text = text;
    private MessageBufferStream? _output;
    private bool _inAttribute;
    private bool _canonicalizing;

    // How many bytes of base64 content stand in front that the platform's writer has not written yet, because three make a group.
    private int _openBytes;

    public override WriteState WriteState => _text.WriteState;

    public override string? XmlLang => _text.XmlLang;

    public override XmlSpace XmlSpace => _text.XmlSpace;

    public override bool CanCanonicalize => _text.CanCanonicalize;

    /// <summary>Begins a message. The platform's writer writes into the same buffer.</summary>
    public void Start(MessageBufferStream output)
    {
        _output = output;
        _inAttribute = _canonicalizing = false;
        _openBytes = 0;
    }

    public override void WriteStartDocument() => _text.WriteStartDocument();

    public override void WriteStartDocument(bool standalone) => _text.WriteStartDocument(standalone);

    public override void WriteEndDocument() => _text.WriteEndDocument();

    public override void WriteDocType(string name, string? pubid, string? sysid, string? subset) => _text.WriteDocType(name, pubid, sysid, subset);

    public override void WriteStartElement(string? prefix, string localName, string? namespaceUri)
    {
        _openBytes = 0;
        _text.WriteStartElement(prefix, localName, namespaceUri);
    }

    public override void WriteStartElement(string? prefix, XmlDictionaryString localName, XmlDictionaryString? namespaceUri)
    {
        _openBytes = 0;
        _text.WriteStartElement(prefix, localName, namespaceUri);
    }

    public override void WriteEndElement()
    {
        _openBytes = 0;
        _text.WriteEndElement();
    }

    public override void WriteFullEndElement()
    {
        _openBytes = 0;
        _text.WriteFullEndElement();
    }

    public override void WriteXmlnsAttribute(string? prefix, string namespaceUri) => _text.WriteXmlnsAttribute(prefix, namespaceUri);

    public override void WriteXmlnsAttribute(string? prefix, XmlDictionaryString namespaceUri) => _text.WriteXmlnsAttribute(prefix, namespaceUri);

    public override void WriteXmlAttribute(string localName, string? value) => _text.WriteXmlAttribute(localName, value);

    public override void WriteXmlAttribute(XmlDictionaryString localName, XmlDictionaryString? value) => _text.WriteXmlAttribute(localName, value);

    public override void WriteQualifiedName(string localName, string? namespaceUri)
    {
        _openBytes = 0;
        _text.WriteQualifiedName(localName, namespaceUri);
    }

    public override void WriteQualifiedName(XmlDictionaryString localName, XmlDictionaryString? namespaceUri)
    {
        _openBytes = 0;
        _text.WriteQualifiedName(localName, namespaceUri);
    }

    public override void WriteString(XmlDictionaryString? value)
    {
        _openBytes = 0;
        _text.WriteString(value);
    }

    public override void WriteCData(string? text)
    {
        _openBytes = 0;
        _text.WriteCData(text);
    }

    public override void WriteComment(string? text)
    {
        _openBytes = 0;
        _text.WriteComment(text);
    }

    public override void WriteProcessingInstruction(string name, string? text)
    {
        _openBytes = 0;
        _text.WriteProcessingInstruction(name, text);
    }

    public override void WriteEntityRef(string name)
    {
        _openBytes = 0;
        _text.WriteEntityRef(name);
    }

    public override void WriteCharEntity(char ch)
    {
        _openBytes = 0;
        _text.WriteCharEntity(ch);
    }

    public override void WriteSurrogateCharEntity(char lowChar, char highChar)
    {
        _openBytes = 0;
        _text.WriteSurrogateCharEntity(lowChar, highChar);
    }

    public override void WriteWhitespace(string? ws)
    {
        _openBytes = 0;
        _text.WriteWhitespace(ws);
    }

    public override void WriteChars(char[] buffer, int index, int count)
    {
        _openBytes = 0;
        _text.WriteChars(buffer, index, count);
    }

    public override void WriteRaw(char[] buffer, int index, int count)
    {
        _openBytes = 0;
        _text.WriteRaw(buffer, index, count);
    }

    public override void WriteRaw(string data)
    {
        _openBytes = 0;
        _text.WriteRaw(data);
    }

    public override void WriteValue(bool value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(int value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(long value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(float value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(double value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(decimal value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(DateTime value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(DateTimeOffset value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(Guid value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(TimeSpan value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(UniqueId value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(XmlDictionaryString? value)
    {
        _openBytes = 0;
        _text.WriteValue(value);
    }

    public override void WriteValue(string? value) => WriteString(value);

    public override void WriteStartAttribute(string? prefix, string localName, string? namespaceUri)
    {
        _openBytes = 0;
        _inAttribute = true;
        _text.WriteStartAttribute(prefix, localName, namespaceUri);
    }

    public override void WriteStartAttribute(string? prefix, XmlDictionaryString localName, XmlDictionaryString? namespaceUri)
    {
        _openBytes = 0;
        _inAttribute = true;
        _text.WriteStartAttribute(prefix, localName, namespaceUri);
    }

    public override void WriteEndAttribute()
    {
        _text.WriteEndAttribute();
        _openBytes = 0;
        _inAttribute = false;
    }

    public override void WriteString(string? text)
    {
        _openBytes = 0;
        if (text is null || text.Length < LongText || !CanWriteDirectly || text.AsSpan().ContainsAnyExcept(_plain))
        {
            _text.WriteString(text);
            return;
        }

        // The first character goes through the writer, which then knows that the element has content.
        _text.WriteString(text[..1]);
        _text.Flush();
        Encoding.ASCII.GetBytes(text.AsSpan(1), _output!.Append(text.Length - 1));
    }

    public override void WriteBase64(byte[] buffer, int index, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        if (count >= LongText && CanWriteDirectly)
        {
            // The beginning goes through the writer: it fills a group of three that is open, and makes the writer know of the content.
            var beginning = 3 - _openBytes;
            _text.WriteBase64(buffer, index, beginning);
            _text.Flush();
            index += beginning;
            count -= beginning;
            _openBytes = 0;
            var middle = count - (count % 3);
            Base64.EncodeToUtf8(buffer.AsSpan(index, middle), _output!.Append(middle / 3 * 4), out _, out _);
            index += middle;
            count -= middle;
        }

        _openBytes = (_openBytes + count) % 3;
        if (count > 0)
        {
            _text.WriteBase64(buffer, index, count);
        }
    }

    public override void StartCanonicalization(Stream stream, bool includeComments, string[]? inclusivePrefixes)
    {
        _canonicalizing = true;
        _text.StartCanonicalization(stream, includeComments, inclusivePrefixes);
    }

    public override void EndCanonicalization()
    {
        _text.EndCanonicalization();
        _canonicalizing = false;
    }

    public override string? LookupPrefix(string ns) => _text.LookupPrefix(ns);

    public override void Flush() => _text.Flush();

    public override void Close() => _text.Close();

    private bool CanWriteDirectly => _output is not null && !_inAttribute && !_canonicalizing;
}
