using System.Buffers.Text;
using System.Globalization;
using System.Xml;

namespace Parley.Security;

/// <content>Text, values and what else stands between tags.</content>
internal sealed partial class CanonicalWriter
{
    private readonly char[] _characters = new char[1024];
    private readonly byte[] _rest = new byte[3];
    private int _restCount;
    private char _highSurrogate;

    /// <inheritdoc/>
    public override void WriteString(string? text) => Write(text);

    /// <inheritdoc/>
    public override void WriteChars(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void WriteWhitespace(string? ws) => Write(ws);

    /// <summary>Writes text. It is not parsed: what looks like markup is escaped, as the platform's dictionary writers do.</summary>
    public override void WriteRaw(string data) => Write(data);

    /// <inheritdoc cref="WriteRaw(string)"/>
    public override void WriteRaw(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <summary>Writes text: a canonical form has no CDATA sections. As in those, every line end becomes a line feed.</summary>
    public override void WriteCData(string? text) => Write(CanonicalText.NormalizeLineEnds(text ?? ""));

    /// <inheritdoc/>
    public override void WriteCharEntity(char ch) => Write([ch]);

    /// <inheritdoc/>
    public override void WriteSurrogateCharEntity(char lowChar, char highChar) => Write([highChar, lowChar]);

    /// <summary>Writes nothing: a comment is no part of what is signed, so a message does not carry one.</summary>
    public override void WriteComment(string? text)
    {
    }

    /// <inheritdoc/>
    public override void WriteStartDocument()
    {
    }

    /// <inheritdoc/>
    public override void WriteStartDocument(bool standalone)
    {
    }

    /// <inheritdoc/>
    public override void WriteEndDocument()
    {
        while (_depth > 0)
        {
            WriteEndElement();
        }
    }

    /// <summary>Not possible: a SOAP message has no processing instructions.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void WriteProcessingInstruction(string name, string? text) =>
        throw new NotSupportedException("A SOAP message has no processing instructions.");

    /// <summary>Not possible: a SOAP message has no document type.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void WriteDocType(string name, string? pubid, string? sysid, string? subset) =>
        throw new NotSupportedException("A SOAP message has no document type.");

    /// <summary>Not possible: a SOAP message has no document type, so no entities.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void WriteEntityRef(string name) => throw new NotSupportedException("A SOAP message has no entities.");

    /// <inheritdoc/>
    public override void WriteBase64(byte[] buffer, int index, int count)
    {
        var bytes = buffer.AsSpan(index, count);
        if (_highSurrogate != 0)
        {
            EndValue();
        }

        var target = Target();

        // Calls that follow each other write one value: what is not three bytes waits for the next.
        while (_restCount > 0 && !bytes.IsEmpty)
        {
            _rest[_restCount++] = bytes[0];
            bytes = bytes[1..];
            if (_restCount == _rest.Length)
            {
                _restCount = 0;
                AppendBase64(target, _rest);
            }
        }

        var whole = bytes.Length / 3 * 3;
        AppendBase64(target, bytes[..whole]);
        foreach (var value in bytes[whole..])
        {
            _rest[_restCount++] = value;
        }
    }

    /// <inheritdoc/>
    public override void WriteValue(int value)
    {
        Span<char> text = stackalloc char[16];
        value.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        Write(text[..length]);
    }

    /// <inheritdoc/>
    public override void WriteValue(long value)
    {
        Span<char> text = stackalloc char[24];
        value.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        Write(text[..length]);
    }

    /// <inheritdoc/>
    public override void WriteValue(bool value) => Write(value ? "true" : "false");

    /// <inheritdoc/>
    public override void WriteValue(Guid value)
    {
        Span<char> text = stackalloc char[36];
        value.TryFormat(text, out var length);
        Write(text[..length]);
    }

    /// <inheritdoc/>
    protected override void WriteTextNode(XmlDictionaryReader reader, bool isAttribute)
    {
        if (isAttribute || !reader.CanReadValueChunk)
        {
            Write(reader.Value);
            if (!isAttribute)
            {
                reader.Read();
            }

            return;
        }

        int count;
        while ((count = reader.ReadValueChunk(_characters, 0, _characters.Length)) > 0)
        {
            Write(_characters.AsSpan(0, count));
        }

        reader.Read();
    }

    private static void AppendBase64(PooledBytes target, ReadOnlySpan<byte> bytes)
    {
        Base64.EncodeToUtf8(bytes, target.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        target.Advance(written);
    }

    /// <summary>Ends what values may leave for the next call: bytes for base64, half a character.</summary>
    private void EndValue()
    {
        if (_highSurrogate != 0)
        {
            _highSurrogate = '\0';
            throw new ArgumentException("Half a surrogate pair stands alone.");
        }

        if (_restCount > 0)
        {
            EndBase64();
        }
    }

    private void EndBase64()
    {
        var count = _restCount;
        _restCount = 0;
        AppendBase64(_place == Place.Attribute ? _values : _output!, _rest.AsSpan(0, count));
    }

    /// <summary>Where bytes of a value go, the start tag being complete when it is an element's.</summary>
    private PooledBytes Target()
    {
        if (_place == Place.Attribute)
        {
            return _values;
        }

        if (_place == Place.Declaration)
        {
            throw new InvalidOperationException("A namespace is named by text.");
        }

        if (_restCount == 0)
        {
            MoveToContent();
        }

        return _output!;
    }

    private void Write(ReadOnlySpan<char> text)
    {
        if (_restCount > 0)
        {
            EndBase64();
        }

        if (_place == Place.Declaration)
        {
            _declared = string.Concat(_declared, text);
            return;
        }

        if (_place == Place.Tag)
        {
            MoveToContent();
        }

        if (text.IsEmpty)
        {
            return;
        }

        var target = _place == Place.Attribute ? _values : _output!;
        if (_highSurrogate != 0)
        {
            CanonicalText.AppendVerbatim(target, [_highSurrogate, text[0]]);
            _highSurrogate = '\0';
            text = text[1..];
        }

        // WriteChars may cut a pair in two.
        if (!text.IsEmpty && char.IsHighSurrogate(text[^1]))
        {
            _highSurrogate = text[^1];
            text = text[..^1];
        }

        if (_place == Place.Attribute)
        {
            CanonicalText.AppendAttributeValue(target, text);
        }
        else
        {
            CanonicalText.AppendText(target, text);
        }
    }
}
