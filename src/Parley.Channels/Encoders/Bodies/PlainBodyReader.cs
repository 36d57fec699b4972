using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Reads the values of a plain body (<see cref="PlainName"/>) from the message's bytes. Each step answers false when what comes is not what
/// was asked for: then the whole body is to be read by the XML reader, which finds the same or says what is wrong.
/// </summary>
internal ref struct PlainBodyReader
{
    /// <summary>A body with more elements is left to the XML reader.</summary>
    public const int MaxParts = 32;

    private readonly XmlDictionaryReaderQuotas _quotas;
    private readonly XmlBinaryReaderSession? _names;
    private readonly int _ends;
    private ReadOnlySpan<byte> _rest;

    /// <param name="body">The document from its Body on, as text, or from behind the start of its Body, as binary XML. It has been checked.</param>
    /// <param name="names">The dictionary of binary XML; null for text.</param>
    /// <param name="quotas">What may be read.</param>
    public PlainBodyReader(ReadOnlySpan<byte> body, XmlBinaryReaderSession? names, XmlDictionaryReaderQuotas quotas)
    {
        _quotas = quotas;
        _names = names;
        _rest = names is null ? body[PlainText.BodyStart.Length..] : body;
        _ends = PlainText.Ends.Length;
    }

    private PlainBodyReader(ReadOnlySpan<byte> contents, XmlDictionaryReaderQuotas quotas)
    {
        _quotas = quotas;
        _rest = contents;
    }

    /// <summary>Reads what stands between the tags of a Body, as text. It has been checked.</summary>
    /// <param name="contents">The text.</param>
    /// <param name="quotas">What may be read.</param>
    public static PlainBodyReader OfContents(ReadOnlySpan<byte> contents, XmlDictionaryReaderQuotas quotas) => new(contents, quotas);

    /// <summary>True for quotas that no plain body goes beyond but in the size of its values.</summary>
    public static bool IsWithin(XmlDictionaryReaderQuotas quotas) =>
        quotas.MaxDepth >= 8 && quotas.MaxBytesPerRead >= 2048 && quotas.MaxNameTableCharCount >= 8192;

    /// <summary>Goes into the element that holds the others.</summary>
    public bool TryReadStart(PlainName wrapper) =>
        _names is null
            ? TryTake(wrapper.StartTagWithNamespace)
            : PlainBinary.TryTakeElement(ref _rest, wrapper, _names) && PlainBinary.TryTakeNamespace(ref _rest, wrapper, _names);

    /// <summary>True when nothing follows in the element that holds the others.</summary>
    public readonly bool TryReadEnd(PlainName wrapper) =>
        _names is null
            ? _rest.Length == wrapper.EndTag.Length + _ends && _rest.StartsWith(wrapper.EndTag)
            : _rest.Length == PlainBinary.Ends.Length;

    public bool TryReadString(PlainName name, out string value)
    {
        value = string.Empty;
        if (!TryReadContent(name, out var record, out var content) || content.Length > _quotas.MaxStringContentLength)
        {
            return false;
        }

        if (_names is not null && !PlainBinary.IsChars(record))
        {
            return false;
        }

        value = Encoding.UTF8.GetString(content);
        return true;
    }

    public bool TryReadBytes(PlainName name, out byte[] value)
    {
        value = [];
        if (!TryReadContent(name, out var record, out var content))
        {
            return false;
        }

        if (_names is null)
        {
            return TryDecode(content, out value);
        }

        if (!PlainBinary.IsBytes(record) || content.Length > _quotas.MaxArrayLength)
        {
            return false;
        }

        if ((record & 1) == 1)
        {
            value = content.ToArray();
            return true;
        }

        return TryReadMoreBytes(content, out value);
    }

    public bool TryReadInteger(PlainName name, out long value)
    {
        value = 0;
        if (!TryReadContent(name, out var record, out var content))
        {
            return false;
        }

        if (_names is null)
        {
            return Utf8Parser.TryParse(content, out value, out var size) && size == content.Length;
        }

        switch (record & ~1)
        {
            case PlainBinary.Zero:
                return true;
            case PlainBinary.One:
                value = 1;
                return true;
            case PlainBinary.Int8:
                value = (sbyte)content[0];
                return true;
            case PlainBinary.Int16:
                value = BinaryPrimitives.ReadInt16LittleEndian(content);
                return true;
            case PlainBinary.Int32:
                value = BinaryPrimitives.ReadInt32LittleEndian(content);
                return true;
            case PlainBinary.Int64:
                value = BinaryPrimitives.ReadInt64LittleEndian(content);
                return true;
            default:
                return false;
        }
    }

    public bool TryReadBoolean(PlainName name, out bool value)
    {
        value = false;
        if (!TryReadContent(name, out var record, out var content))
        {
            return false;
        }

        value = _names is null ? content.SequenceEqual("true"u8) : (record & ~1) == PlainBinary.True;
        return value || (_names is null ? content.SequenceEqual("false"u8) : (record & ~1) == PlainBinary.False);
    }

    public bool TryReadGuid(PlainName name, out Guid value)
    {
        value = default;
        if (!TryReadContent(name, out var record, out var content))
        {
            return false;
        }

        if (_names is null)
        {
            return UsualTextHead.TryReadUuid(content, out value) && content.Length == UsualTextHead.UuidSize;
        }

        if ((record & ~1) != PlainBinary.Uuid)
        {
            return false;
        }

        value = new Guid(content);
        return true;
    }

    private bool TryReadContent(PlainName name, out byte record, out ReadOnlySpan<byte> content)
    {
        record = 0;
        content = default;
        if (_names is not null)
        {
            var rest = _rest;
            if (!PlainBinary.TryTakeElement(ref rest, name, _names) || !PlainBinary.TryTakeRecord(ref rest, out record, out content))
            {
                return false;
            }

            _rest = rest;
            return true;
        }

        if (!TryTake(name.StartTag))
        {
            return false;
        }

        content = _rest[.._rest.IndexOf((byte)'<')];
        _rest = _rest[(content.Length + name.EndTag.Length)..];
        return true;
    }

    private readonly bool TryDecode(ReadOnlySpan<byte> base64, out byte[] value)
    {
        value = [];
        if (base64.Length % 4 != 0 || base64.Length / 4L * 3 > _quotas.MaxArrayLength || base64.Length > _quotas.MaxStringContentLength)
        {
            return false;
        }

        var padding = base64[^1] != '=' ? 0 : base64[^2] != '=' ? 1 : 2;
        var bytes = GC.AllocateUninitializedArray<byte>((base64.Length / 4 * 3) - padding);
        if (Base64.DecodeFromUtf8(base64, bytes, out var consumed, out var written) != OperationStatus.Done
            || consumed != base64.Length || written != bytes.Length)
        {
            return false;
        }

        value = bytes;
        return true;
    }

    private bool TryReadMoreBytes(ReadOnlySpan<byte> first, out byte[] value)
    {
        value = [];
        var rest = _rest;
        long size = first.Length;
        byte record;
        do
        {
            if (!PlainBinary.TryTakeRecord(ref rest, out record, out var more))
            {
                return false;
            }

            size += more.Length;
        }
        while ((record & 1) == 0);

        if (size > _quotas.MaxArrayLength)
        {
            return false;
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)size);
        first.CopyTo(bytes);
        var filled = first.Length;
        while (filled < bytes.Length)
        {
            var next = _rest;
            PlainBinary.TryTakeRecord(ref next, out _, out var more);
            _rest = next;
            more.CopyTo(bytes.AsSpan(filled));
            filled += more.Length;
        }

        _rest = rest;
        value = bytes;
        return true;
    }

    private bool TryTake(ReadOnlySpan<byte> expected)
    {
        if (!_rest.StartsWith(expected))
        {
            return false;
        }

        _rest = _rest[expected.Length..];
        return true;
    }
}
