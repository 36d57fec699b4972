using System.Buffers;
using System.Globalization;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Writes the root part of an MTOM message, XOP 1.0 section 3.1: an element whose whole content is binary, and large, gets an
/// <c>xop:Include</c> instead, and its bytes are kept for a part of their own, which <see cref="WriteParts"/> writes.
/// </summary>
internal sealed class XopWriter(XmlDictionaryWriter root, string partIdBase) : XmlDictionaryWriter
{
    private readonly XmlDictionaryWriter _root = root;
    private readonly string _partIdBase = partIdBase;
    private readonly List<Part> _parts = [];

    // The binary content of the element that was started last, as long as it has no other content.
    private KeptBytes? _binary;
    private Part? _streamPart;
    private bool _elementIsEmpty;
    private bool _inAttribute;

    public override WriteState WriteState => _binary is not null ? WriteState.Content : _root.WriteState;

    public override string? XmlLang => _root.XmlLang;

    public override XmlSpace XmlSpace => _root.XmlSpace;

    /// <summary>Writes a delimiter, headers and content for every part that the root includes, in its order.</summary>
    public void WriteParts(Stream output, string boundary)
    {
        foreach (var part in _parts)
        {
            MimeWriter.WritePartHeaders(output, boundary, part.ContentId, "binary", MtomNames.BinaryMediaType);
            part.WriteTo(output);
        }
    }

    /// <summary>Gives back what is kept and was not written.</summary>
    public void Release()
    {
        _binary?.Return();
        foreach (var part in _parts)
        {
            part.Release();
        }
    }

    public override void WriteStartElement(string? prefix, string localName, string? namespaceUri)
    {
        WriteBinaryInline();
        _root.WriteStartElement(prefix, localName, namespaceUri);
        _elementIsEmpty = true;
    }

    public override void WriteStartElement(string? prefix, XmlDictionaryString localName, XmlDictionaryString? namespaceUri)
    {
        WriteBinaryInline();
        _root.WriteStartElement(prefix, localName, namespaceUri);
        _elementIsEmpty = true;
    }

    public override void WriteEndElement()
    {
        WriteBinary();
        _elementIsEmpty = false;
        _root.WriteEndElement();
    }

    public override void WriteFullEndElement()
    {
        WriteBinary();
        _elementIsEmpty = false;
        _root.WriteFullEndElement();
    }

    public override void WriteStartAttribute(string? prefix, string localName, string? namespaceUri)
    {
        _inAttribute = true;
        _root.WriteStartAttribute(prefix, localName, namespaceUri);
    }

    public override void WriteStartAttribute(string? prefix, XmlDictionaryString localName, XmlDictionaryString? namespaceUri)
    {
        _inAttribute = true;
        _root.WriteStartAttribute(prefix, localName, namespaceUri);
    }

    public override void WriteEndAttribute()
    {
        _root.WriteEndAttribute();
        _inAttribute = false;
    }

    public override void WriteXmlnsAttribute(string? prefix, string namespaceUri) => _root.WriteXmlnsAttribute(prefix, namespaceUri);

    public override void WriteXmlnsAttribute(string? prefix, XmlDictionaryString namespaceUri) =>
        _root.WriteXmlnsAttribute(prefix, namespaceUri);

    public override void WriteBase64(byte[] buffer, int index, int count)
    {
        if (_inAttribute || (!_elementIsEmpty && _binary is null))
        {
            _root.WriteBase64(buffer, index, count);
            return;
        }

        _elementIsEmpty = false;
        _binary ??= new KeptBytes();
        _binary.Append(buffer.AsSpan(index, count));
    }

    public override void WriteValue(IStreamProvider value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_inAttribute || !_elementIsEmpty || PartsAreFull)
        {
            base.WriteValue(value);
            return;
        }

        // Whether it deserves a part shows at its beginning; the rest is not needed before the parts are written.
        _elementIsEmpty = false;
        var stream = value.GetStream() ?? throw new XmlException("A stream provider gave no stream.");
        var beginning = new byte[MtomNames.PartThreshold];
        var read = stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        _binary = new KeptBytes();
        _binary.Append(beginning.AsSpan(0, read));
        if (read < beginning.Length)
        {
            value.ReleaseStream(stream);
            WriteBinaryInline();
            return;
        }

        _streamPart = new Part(NextContentId(), _binary, value, stream);
        _parts.Add(_streamPart);
    }

    public override void WriteString(string? text)
    {
        BeforeContent();
        _root.WriteString(text);
    }

    public override void WriteString(XmlDictionaryString? value)
    {
        BeforeContent();
        _root.WriteString(value);
    }

    public override void WriteChars(char[] buffer, int index, int count)
    {
        BeforeContent();
        _root.WriteChars(buffer, index, count);
    }

    public override void WriteRaw(char[] buffer, int index, int count)
    {
        BeforeContent();
        _root.WriteRaw(buffer, index, count);
    }

    public override void WriteRaw(string data)
    {
        BeforeContent();
        _root.WriteRaw(data);
    }

    public override void WriteCData(string? text)
    {
        BeforeContent();
        _root.WriteCData(text);
    }

    public override void WriteCharEntity(char ch)
    {
        BeforeContent();
        _root.WriteCharEntity(ch);
    }

    public override void WriteSurrogateCharEntity(char lowChar, char highChar)
    {
        BeforeContent();
        _root.WriteSurrogateCharEntity(lowChar, highChar);
    }

    public override void WriteWhitespace(string? ws)
    {
        BeforeContent();
        _root.WriteWhitespace(ws);
    }

    public override void WriteComment(string? text)
    {
        BeforeContent();
        _root.WriteComment(text);
    }

    public override void WriteEntityRef(string name)
    {
        BeforeContent();
        _root.WriteEntityRef(name);
    }

    public override void WriteProcessingInstruction(string name, string? text)
    {
        BeforeContent();
        _root.WriteProcessingInstruction(name, text);
    }

    public override void WriteDocType(string name, string? pubid, string? sysid, string? subset) =>
        _root.WriteDocType(name, pubid, sysid, subset);

    public override void WriteStartDocument() => _root.WriteStartDocument();

    public override void WriteStartDocument(bool standalone) => _root.WriteStartDocument(standalone);

    public override void WriteEndDocument()
    {
        WriteBinary();
        _root.WriteEndDocument();
    }

    public override string? LookupPrefix(string ns) => _root.LookupPrefix(ns);

    public override void Flush() => _root.Flush();

    public override void Close()
    {
        WriteBinary();
        _root.Close();
    }

    private void BeforeContent()
    {
        if (!_inAttribute)
        {
            WriteBinaryInline();
            _elementIsEmpty = false;
        }
    }

    /// <summary>The element ends: its binary content is all that it has.</summary>
    private void WriteBinary()
    {
        if (_streamPart is null && (_binary is null || _binary.Count < MtomNames.PartThreshold || PartsAreFull))
        {
            WriteBinaryInline();
            return;
        }

        if (_streamPart is null)
        {
            _parts.Add(new Part(NextContentId(), _binary!, null, null));
        }

        WriteInclude(_parts[^1].ContentId);
        _binary = null;
        _streamPart = null;
    }

    private void WriteBinaryInline()
    {
        if (_streamPart is not null)
        {
            throw new InvalidOperationException("Nothing may follow a stream in the content of its element.");
        }

        if (_binary is null)
        {
            return;
        }

        var binary = _binary;
        _binary = null;
        _root.WriteBase64(binary.Buffer, 0, binary.Count);
        binary.Return();
    }

    private void WriteInclude(string contentId)
    {
        _root.WriteStartElement(MtomNames.XopPrefix, MtomNames.Include, MtomNames.XopNamespace);
        _root.WriteAttributeString(MtomNames.Href, MtomNames.ContentIdScheme + Uri.EscapeDataString(contentId));
        _root.WriteEndElement();
    }

    private string NextContentId() => string.Create(CultureInfo.InvariantCulture, $"{_partIdBase}{_parts.Count + 1}");

    private bool PartsAreFull => _parts.Count == MtomNames.MaxParts - 1;

    /// <summary>Bytes that are kept, and perhaps a stream that goes on from there.</summary>
    private sealed class Part(string contentId, KeptBytes kept, IStreamProvider? provider, Stream? rest)
    {
        private Stream? _rest = rest;

        public string ContentId { get; } = contentId;

        public void WriteTo(Stream output)
        {
            output.Write(kept.Buffer, 0, kept.Count);
            _rest?.CopyTo(output);
            Release();
        }

        public void Release()
        {
            kept.Return();
            if (_rest is not null)
            {
                provider!.ReleaseStream(_rest);
                _rest = null;
            }
        }
    }

    /// <summary>Bytes in a pooled buffer: whoever writes them may use its own buffer again at once.</summary>
    private sealed class KeptBytes
    {
        public byte[] Buffer { get; private set; } = [];

        public int Count { get; private set; }

        public void Append(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length > Buffer.Length - Count)
            {
                var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max((long)Count + bytes.Length, 2L * Buffer.Length)));
                Buffer.AsSpan(0, Count).CopyTo(larger);
                var count = Count;
                Return();
                Buffer = larger;
                Count = count;
            }

            bytes.CopyTo(Buffer.AsSpan(Count));
            Count += bytes.Length;
        }

        public void Return()
        {
            if (Buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(Buffer);
                Buffer = [];
                Count = 0;
            }
        }
    }
}
