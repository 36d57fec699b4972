using System.Buffers.Text;
using System.Text;

namespace Parley.Channels;

/// <summary>Writes plain bodies as UTF-8 text.</summary>
internal sealed class PlainTextBodyWriter(MessageBufferStream output) : PlainBodyWriter
{
    private const int LongestInteger = 20;

    public override bool TryWriteStart(PlainName wrapper)
    {
        output.Write(PlainText.BodyStart);
        output.Write(wrapper.StartTagWithNamespace);
        return true;
    }

    public override void WriteEnd(PlainName wrapper)
    {
        output.Write(wrapper.EndTag);
        output.Write(PlainText.Ends);
    }

    public override bool TryWriteString(PlainName name, string value)
    {
        if (!PlainText.IsContent(value))
        {
            return false;
        }

        Encoding.ASCII.GetBytes(value, Start(name, value.Length));
        output.Write(name.EndTag);
        return true;
    }

    public override bool TryWriteBytes(PlainName name, byte[] value)
    {
        if (value.Length is 0 or > int.MaxValue / 2)
        {
            return false;
        }

        Base64.EncodeToUtf8(value, Start(name, Base64.GetMaxEncodedToUtf8Length(value.Length)), out _, out _);
        output.Write(name.EndTag);
        return true;
    }

    public override bool TryWriteInteger(PlainName name, long value)
    {
        Span<byte> text = stackalloc byte[LongestInteger];
        Utf8Formatter.TryFormat(value, text, out var size);
        text[..size].CopyTo(Start(name, size));
        output.Write(name.EndTag);
        return true;
    }

    public override bool TryWriteBoolean(PlainName name, bool value)
    {
        var text = value ? "true"u8 : "false"u8;
        text.CopyTo(Start(name, text.Length));
        output.Write(name.EndTag);
        return true;
    }

    public override bool TryWriteGuid(PlainName name, Guid value)
    {
        value.TryFormat(Start(name, UsualTextHead.UuidSize), out _, "D");
        output.Write(name.EndTag);
        return true;
    }

    private Span<byte> Start(PlainName name, int size)
    {
        output.Write(name.StartTag);
        return output.Append(size);
    }
}
