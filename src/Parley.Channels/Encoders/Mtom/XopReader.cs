using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Reads the infoset of an MTOM message, XOP 1.0 section 3.2: an element whose only child is <c>xop:Include</c> reads as if the
/// bytes of the included part stood there as base64 text.
/// </summary>
internal sealed class XopReader(XmlDictionaryReader root, XopPackage package) : XmlDictionaryReader
{
    private static readonly XmlDictionaryString _include = WireNames.Create(MtomNames.Include);
    private static readonly XmlDictionaryString _xopNamespace = WireNames.Create(MtomNames.XopNamespace);
    private readonly XmlDictionaryReader _root = root;
    private readonly XopPackage _package = package;

    // While _root stands on an xop:Include, this reader stands on the text that the element stands for.
    private bool _atInclude;
    private XopPart? _part;
    private string? _value;
    private int _valueRead;
    private bool _readingElementContent;

    public override XmlDictionaryReaderQuotas Quotas => _root.Quotas;

    public override XmlNodeType NodeType => _atInclude ? XmlNodeType.Text : _root.NodeType;

    public override string LocalName => _atInclude ? string.Empty : _root.LocalName;

    public override string NamespaceURI => _atInclude ? string.Empty : _root.NamespaceURI;

    public override string Prefix => _atInclude ? string.Empty : _root.Prefix;

    public override string Name => _atInclude ? string.Empty : _root.Name;

    public override string Value => _atInclude ? _value ??= ReadIncludeAsString() : _root.Value;

    public override Type ValueType => _atInclude ? typeof(byte[]) : _root.ValueType;

    public override int Depth => _root.Depth;

    public override string BaseURI => _root.BaseURI;

    public override bool IsEmptyElement => !_atInclude && _root.IsEmptyElement;

    public override bool IsDefault => !_atInclude && _root.IsDefault;

    public override int AttributeCount => _atInclude ? 0 : _root.AttributeCount;

    public override bool EOF => _root.EOF;

    public override ReadState ReadState => _root.ReadState;

    public override XmlNameTable NameTable => _root.NameTable;

    public override string XmlLang => _root.XmlLang;

    public override XmlSpace XmlSpace => _root.XmlSpace;

    public override bool CanReadBinaryContent => true;

    public override bool CanReadValueChunk => _root.CanReadValueChunk;

    public override string GetAttribute(int i) =>
        _atInclude ? throw new ArgumentOutOfRangeException(nameof(i)) : _root.GetAttribute(i);

    public override string? GetAttribute(string name) => _atInclude ? null : _root.GetAttribute(name);

    public override string? GetAttribute(string name, string? namespaceURI) => _atInclude ? null : _root.GetAttribute(name, namespaceURI);

    public override string? LookupNamespace(string prefix) => _root.LookupNamespace(prefix);

    public override bool MoveToAttribute(string name) => !_atInclude && _root.MoveToAttribute(name);

    public override bool MoveToAttribute(string name, string? ns) => !_atInclude && _root.MoveToAttribute(name, ns);

    public override bool MoveToElement() => !_atInclude && _root.MoveToElement();

    public override bool MoveToFirstAttribute() => !_atInclude && _root.MoveToFirstAttribute();

    public override bool MoveToNextAttribute() => !_atInclude && _root.MoveToNextAttribute();

    public override bool ReadAttributeValue() => !_atInclude && _root.ReadAttributeValue();

    public override bool IsLocalName(XmlDictionaryString localName) => !_atInclude && _root.IsLocalName(localName);

    public override bool IsNamespaceUri(XmlDictionaryString namespaceUri) => !_atInclude && _root.IsNamespaceUri(namespaceUri);

    public override bool IsStartElement(XmlDictionaryString localName, XmlDictionaryString namespaceUri) =>
        !_atInclude && Checked(_root.IsStartElement(localName, namespaceUri));

    public override int IndexOfLocalName(XmlDictionaryString[] localNames, XmlDictionaryString namespaceUri) =>
        _atInclude ? -1 : _root.IndexOfLocalName(localNames, namespaceUri);

    public override void ResolveEntity() => _root.ResolveEntity();

    public override bool Read()
    {
        _readingElementContent = false;
        if (_atInclude)
        {
            LeaveInclude();
            return true;
        }

        _root.MoveToElement();
        var mayInclude = _root.NodeType == XmlNodeType.Element && !_root.IsEmptyElement;
        var read = _root.Read();
        EnterIncludeIfThere(mayInclude);
        return read;
    }

    public override byte[] ReadContentAsBase64()
    {
        if (!_atInclude)
        {
            return Checked(_root.ReadContentAsBase64());
        }

        var max = Quotas.MaxArrayLength;
        var content = Part().ReadToEnd(max) ?? throw QuotaExceeded.ArrayLength(max);
        LeaveInclude();
        return content;
    }

    public override int ReadContentAsBase64(byte[] buffer, int index, int count)
    {
        if (!_atInclude)
        {
            var fromText = _root.ReadContentAsBase64(buffer, index, count);
            EnterIncludeIfThere(mayInclude: false);
            return fromText;
        }

        var read = Part().Read(buffer.AsSpan(index, count));
        if (read == 0 && count > 0)
        {
            LeaveInclude();
        }

        return read;
    }

    public override int ReadElementContentAsBase64(byte[] buffer, int index, int count)
    {
        if (!_readingElementContent)
        {
            if (NodeType != XmlNodeType.Element)
            {
                throw new InvalidOperationException("The reader is not on an element.");
            }

            if (IsEmptyElement)
            {
                Read();
                return 0;
            }

            Read();
        }

        var read = NodeType == XmlNodeType.EndElement && !_readingElementContent ? 0 : ReadContentAsBase64(buffer, index, count);
        _readingElementContent = read > 0 || count == 0;
        if (!_readingElementContent)
        {
            if (NodeType != XmlNodeType.EndElement)
            {
                throw new XmlException("An element of base64 content has a child element.");
            }

            Read();
        }

        return read;
    }

    public override int ReadContentAsBinHex(byte[] buffer, int index, int count) => _atInclude
        ? throw new XmlException("An included MIME part is base64 content and cannot be read as hexadecimal.")
        : _root.ReadContentAsBinHex(buffer, index, count);

    public override int ReadElementContentAsBinHex(byte[] buffer, int index, int count)
    {
        var read = _root.ReadElementContentAsBinHex(buffer, index, count);
        EnterIncludeIfThere(mayInclude: false);
        return read;
    }

    public override int ReadValueAsBase64(byte[] buffer, int offset, int count) =>
        _atInclude ? Part().Read(buffer.AsSpan(offset, count)) : _root.ReadValueAsBase64(buffer, offset, count);

    public override bool TryGetBase64ContentLength(out int length)
    {
        if (!_atInclude)
        {
            return _root.TryGetBase64ContentLength(out length);
        }

        length = Part().Length ?? 0;
        return Part().Length is not null;
    }

    public override string ReadContentAsString() => _atInclude ? base.ReadContentAsString() : Checked(_root.ReadContentAsString());

    public override int ReadValueChunk(char[] buffer, int index, int count)
    {
        if (!_atInclude)
        {
            return _root.ReadValueChunk(buffer, index, count);
        }

        var read = Math.Min(count, Value.Length - _valueRead);
        Value.CopyTo(_valueRead, buffer, index, read);
        _valueRead += read;
        return read;
    }

    public override bool ReadContentAsBoolean() => _atInclude ? base.ReadContentAsBoolean() : Checked(_root.ReadContentAsBoolean());

    public override DateTime ReadContentAsDateTime() => _atInclude ? base.ReadContentAsDateTime() : Checked(_root.ReadContentAsDateTime());

    public override decimal ReadContentAsDecimal() => _atInclude ? base.ReadContentAsDecimal() : Checked(_root.ReadContentAsDecimal());

    public override double ReadContentAsDouble() => _atInclude ? base.ReadContentAsDouble() : Checked(_root.ReadContentAsDouble());

    public override float ReadContentAsFloat() => _atInclude ? base.ReadContentAsFloat() : Checked(_root.ReadContentAsFloat());

    public override int ReadContentAsInt() => _atInclude ? base.ReadContentAsInt() : Checked(_root.ReadContentAsInt());

    public override long ReadContentAsLong() => _atInclude ? base.ReadContentAsLong() : Checked(_root.ReadContentAsLong());

    public override Guid ReadContentAsGuid() => _atInclude ? base.ReadContentAsGuid() : Checked(_root.ReadContentAsGuid());

    public override TimeSpan ReadContentAsTimeSpan() => _atInclude ? base.ReadContentAsTimeSpan() : Checked(_root.ReadContentAsTimeSpan());

    public override UniqueId ReadContentAsUniqueId() => _atInclude ? base.ReadContentAsUniqueId() : Checked(_root.ReadContentAsUniqueId());

    public override void Close() => _root.Close();

    /// <summary>Content that the root's own reader has read past.</summary>
    private T Checked<T>(T content)
    {
        EnterIncludeIfThere(mayInclude: false);
        return content;
    }

    private void EnterIncludeIfThere(bool mayInclude)
    {
        if (_root.NodeType != XmlNodeType.Element || !_root.IsLocalName(_include) || !_root.IsNamespaceUri(_xopNamespace))
        {
            return;
        }

        if (!mayInclude)
        {
            throw NotAlone();
        }

        _atInclude = true;
        _part = null;
        _value = null;
        _valueRead = 0;
    }

    private void LeaveInclude()
    {
        _atInclude = false;
        _part = null;
        _value = null;
        _valueRead = 0;

        // Extensions inside the Include say nothing about the content.
        _root.Skip();
        while (_root.NodeType is XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.Comment)
        {
            _root.Read();
        }

        if (_root.NodeType != XmlNodeType.EndElement)
        {
            throw NotAlone();
        }
    }

    private XopPart Part()
    {
        if (_part is null)
        {
            var href = _root.GetAttribute(MtomNames.Href)
                ?? throw new XmlException("An xop:Include element of the MTOM message has no href attribute.");
            if (!href.StartsWith(MtomNames.ContentIdScheme, StringComparison.OrdinalIgnoreCase))
            {
                throw new XmlException("An xop:Include element of the MTOM message does not refer to a MIME part by a cid: URI.");
            }

            _part = _package.Take(Uri.UnescapeDataString(href[MtomNames.ContentIdScheme.Length..]));
        }

        return _part;
    }

    private string ReadIncludeAsString()
    {
        var max = Quotas.MaxStringContentLength;
        var content = Part().ReadToEnd((int)(max / 4L * 3)) ?? throw QuotaExceeded.StringContentLength(max);
        return Convert.ToBase64String(content);
    }

    private static XmlException NotAlone() => new("An xop:Include element of the MTOM message is not its parent's only child.");
}
