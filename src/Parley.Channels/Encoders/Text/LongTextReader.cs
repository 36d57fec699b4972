using System.Buffers.Text;
using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>Reads a document whose long texts were taken out as if they were still there.</summary>
internal sealed class LongTextReader(XmlDictionaryReader rest, LongTexts texts) : XmlDictionaryReader
{
    private readonly XmlDictionaryReader _rest = rest;
    private int _index;

    // What is converted of the text that the reader stands on, for those who take it in pieces.
    private byte[]? _bytes;
    private int _bytesRead;
    private int _charsRead;
    private string? _value;
    private bool _inElementContent;

    public override XmlDictionaryReaderQuotas Quotas => _rest.Quotas;

    public override XmlNodeType NodeType => AtText ? XmlNodeType.Text : _rest.NodeType;

    public override string LocalName => _rest.LocalName;

    public override string NamespaceURI => _rest.NamespaceURI;

    public override string Prefix => _rest.Prefix;

    public override string Name => _rest.Name;

    public override string Value => AtText ? _value ??= Encoding.ASCII.GetString(Text) : _rest.Value;

    public override int Depth => _rest.Depth;

    public override string BaseURI => _rest.BaseURI;

    public override bool IsEmptyElement => _rest.IsEmptyElement;

    public override int AttributeCount => _rest.AttributeCount;

    public override bool EOF => _rest.EOF;

    public override ReadState ReadState => _rest.ReadState;

    public override XmlNameTable NameTable => _rest.NameTable;

    public override string XmlLang => _rest.XmlLang;

    public override XmlSpace XmlSpace => _rest.XmlSpace;

    public override bool CanReadBinaryContent => true;

    public override bool CanReadValueChunk => _rest.CanReadValueChunk;

    private bool AtText => _rest.NodeType == XmlNodeType.CDATA;

    private ReadOnlySpan<byte> Text => ((ReadOnlySpan<byte>)texts.Texts[_index])[_charsRead..];

    public override string GetAttribute(int i) => _rest.GetAttribute(i);

    public override string? GetAttribute(string name) => _rest.GetAttribute(name);

    public override string? GetAttribute(string name, string? namespaceURI) => _rest.GetAttribute(name, namespaceURI);

    public override string? GetAttribute(XmlDictionaryString localName, XmlDictionaryString namespaceUri) =>
        _rest.GetAttribute(localName, namespaceUri);

    public override string? LookupNamespace(string prefix) => _rest.LookupNamespace(prefix);

    public override bool MoveToAttribute(string name) => _rest.MoveToAttribute(name);

    public override bool MoveToAttribute(string name, string? ns) => _rest.MoveToAttribute(name, ns);

    public override void MoveToAttribute(int i) => _rest.MoveToAttribute(i);

    public override bool MoveToElement() => _rest.MoveToElement();

    public override bool MoveToFirstAttribute() => _rest.MoveToFirstAttribute();

    public override bool MoveToNextAttribute() => _rest.MoveToNextAttribute();

    public override bool ReadAttributeValue() => _rest.ReadAttributeValue();

    public override void ResolveEntity() => _rest.ResolveEntity();

    public override bool IsLocalName(XmlDictionaryString localName) => _rest.IsLocalName(localName);

    public override bool IsNamespaceUri(XmlDictionaryString namespaceUri) => _rest.IsNamespaceUri(namespaceUri);

    public override bool IsStartElement(XmlDictionaryString localName, XmlDictionaryString namespaceUri) =>
        !AtText && _rest.IsStartElement(localName, namespaceUri);

    public override int IndexOfLocalName(XmlDictionaryString[] localNames, XmlDictionaryString namespaceUri) =>
        _rest.IndexOfLocalName(localNames, namespaceUri);

    public override bool Read()
    {
        _inElementContent = false;
        if (AtText)
        {
            _index++;
            _bytes = null;
            _bytesRead = 0;
            _charsRead = 0;
            _value = null;
        }

        return _rest.Read();
    }

    public override string ReadContentAsString()
    {
        if (!AtText)
        {
            return _rest.ReadContentAsString();
        }

        // The quota is on strings that are asked for as such; whoever copies nodes has the size of the message as the limit.
        var max = Quotas.MaxStringContentLength;
        if (Text.Length > max)
        {
            throw QuotaExceeded.StringContentLength(max);
        }

        var value = Value;
        Read();
        return value;
    }

    public override int ReadValueChunk(char[] buffer, int index, int count)
    {
        if (!AtText)
        {
            return _rest.ReadValueChunk(buffer, index, count);
        }

        var read = Math.Min(count, Text.Length);
        Encoding.ASCII.GetChars(Text[..read], buffer.AsSpan(index, count));
        _charsRead += read;
        _value = null;
        return read;
    }

    public override byte[] ReadContentAsBase64()
    {
        if (!AtText)
        {
            return _rest.ReadContentAsBase64();
        }

        var bytes = DecodeBase64(Text, Quotas.MaxArrayLength);
        Read();
        return bytes;
    }

    public override int ReadContentAsBase64(byte[] buffer, int index, int count)
    {
        if (!AtText)
        {
            return _rest.ReadContentAsBase64(buffer, index, count);
        }

        var read = ReadValueAsBase64(buffer, index, count);
        if (read == 0 && count > 0)
        {
            Read();
        }

        return read;
    }

    public override int ReadElementContentAsBase64(byte[] buffer, int index, int count)
    {
        if (!_inElementContent)
        {
            if (IsEmptyElement)
            {
                Read();
                return 0;
            }

            ReadStartElement();
        }

        var read = ReadContentAsBase64(buffer, index, count);
        _inElementContent = read > 0 || count == 0;
        if (!_inElementContent)
        {
            ReadEndElement();
        }

        return read;
    }

    public override int ReadValueAsBase64(byte[] buffer, int offset, int count)
    {
        if (!AtText)
        {
            return _rest.ReadValueAsBase64(buffer, offset, count);
        }

        _bytes ??= DecodeBase64(Text, int.MaxValue);
        var read = Math.Min(count, _bytes.Length - _bytesRead);
        _bytes.AsSpan(_bytesRead, read).CopyTo(buffer.AsSpan(offset, count));
        _bytesRead += read;
        return read;
    }

    public override bool ReadContentAsBoolean() => AtText ? base.ReadContentAsBoolean() : _rest.ReadContentAsBoolean();

    public override DateTime ReadContentAsDateTime() => AtText ? base.ReadContentAsDateTime() : _rest.ReadContentAsDateTime();

    public override decimal ReadContentAsDecimal() => AtText ? base.ReadContentAsDecimal() : _rest.ReadContentAsDecimal();

    public override double ReadContentAsDouble() => AtText ? base.ReadContentAsDouble() : _rest.ReadContentAsDouble();

    public override float ReadContentAsFloat() => AtText ? base.ReadContentAsFloat() : _rest.ReadContentAsFloat();

    public override int ReadContentAsInt() => AtText ? base.ReadContentAsInt() : _rest.ReadContentAsInt();

    public override long ReadContentAsLong() => AtText ? base.ReadContentAsLong() : _rest.ReadContentAsLong();

    public override Guid ReadContentAsGuid() => AtText ? base.ReadContentAsGuid() : _rest.ReadContentAsGuid();

    public override TimeSpan ReadContentAsTimeSpan() => AtText ? base.ReadContentAsTimeSpan() : _rest.ReadContentAsTimeSpan();

    public override UniqueId ReadContentAsUniqueId() => AtText ? base.ReadContentAsUniqueId() : _rest.ReadContentAsUniqueId();

    public override void Close() => _rest.Close();

    private static byte[] DecodeBase64(ReadOnlySpan<byte> text, int maxLength)
    {
        // Without white space inside, the length says how many bytes there are.
        text = text.TrimEnd(" \t\n"u8);
        var length = (text.Length / 4 * 3) - (text.EndsWith("=="u8) ? 2 : text.EndsWith("="u8) ? 1 : 0);
        if (length <= maxLength)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(length);
            if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == length)
            {
                return bytes;
            }
        }

        return DecodeSpacedBase64(text, maxLength);
    }

    private static byte[] DecodeSpacedBase64(ReadOnlySpan<byte> text, int maxLength)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) != System.Buffers.OperationStatus.Done)
        {
            throw new XmlException("The text of an element is not valid base64.");
        }

        return written <= maxLength ? bytes.AsSpan(0, written).ToArray() : throw QuotaExceeded.ArrayLength(maxLength);
    }
}
