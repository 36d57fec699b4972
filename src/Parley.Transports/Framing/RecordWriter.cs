using System.Text;

namespace Parley.Channels.Framing;

/// <summary>Writes records. [MC-NMF] section 2.2.</summary>
internal static class RecordWriter
{
    /// <summary>The room that the header of an envelope needs before it: type and length.</summary>
    public const int MaxEnvelopeHeader = 1 + MultiByteInt31.MaxLength;

    public static readonly ReadOnlyMemory<byte> End = new[] { (byte)FramingRecordType.End };
    public static readonly ReadOnlyMemory<byte> PreambleEnd = new[] { (byte)FramingRecordType.PreambleEnd };
    public static readonly ReadOnlyMemory<byte> PreambleAck = new[] { (byte)FramingRecordType.PreambleAck };
    public static readonly ReadOnlyMemory<byte> UpgradeResponse = new[] { (byte)FramingRecordType.UpgradeResponse };
    public static readonly ReadOnlyMemory<byte> UnsizedEnvelope = new[] { (byte)FramingRecordType.UnsizedEnvelope };

    /// <summary>The end of an unsized envelope, and of what its sender says.</summary>
    public static readonly ReadOnlyMemory<byte> TerminatorAndEnd = new byte[] { 0, (byte)FramingRecordType.End };

    /// <summary>What a client says first.</summary>
    /// <remarks>
    /// <code>
    ///   00 01 00 | 01 mode | 02 length via… | 03 known encoding      then 09 or 0C
    ///                                       | 04 length content type…
    /// </code>
    /// </remarks>
    public static byte[] CreatePreamble(FramingMode mode, string via, string contentType, ReadOnlySpan<byte> next)
    {
        var viaBytes = Encoding.UTF8.GetByteCount(via);
        var known = FramingEncoding.GetKnownEncoding(contentType);
        var encodingSize = known is null ? TextSize(contentType) : 2;
        var bytes = new byte[3 + 2 + 1 + MultiByteInt31.GetLength(viaBytes) + viaBytes + encodingSize + next.Length];
        bytes[0] = (byte)FramingRecordType.Version;
        bytes[1] = 1;
        bytes[2] = 0;
        bytes[3] = (byte)FramingRecordType.Mode;
        bytes[4] = (byte)mode;
        var at = 5 + WriteText(bytes.AsSpan(5), FramingRecordType.Via, via);
        if (known is { } number)
        {
            bytes[at++] = (byte)FramingRecordType.KnownEncoding;
            bytes[at++] = number;
        }
        else
        {
            at += WriteText(bytes.AsSpan(at), FramingRecordType.ExtensibleEncoding, contentType);
        }

        next.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    public static byte[] CreateUpgradeRequest(string upgrade) => CreateText(FramingRecordType.UpgradeRequest, upgrade);

    public static byte[] CreateFault(string fault) => CreateText(FramingRecordType.Fault, fault);

    /// <summary>Writes the header of a sized envelope so that it ends where the payload begins.</summary>
    /// <param name="buffer">The buffer that has the payload.</param>
    /// <param name="payloadOffset">Where the payload begins; at least <see cref="MaxEnvelopeHeader"/>.</param>
    /// <param name="payloadSize">How long it is.</param>
    /// <returns>Where the record begins.</returns>
    /// <remarks>
    /// <code>
    ///   … room … | 06 | length | payload …
    ///            ^ returned     ^ payloadOffset
    /// </code>
    /// </remarks>
    public static int WriteSizedEnvelopeHeader(byte[] buffer, int payloadOffset, int payloadSize)
    {
        var start = payloadOffset - MultiByteInt31.GetLength(payloadSize) - 1;
        buffer[start] = (byte)FramingRecordType.SizedEnvelope;
        MultiByteInt31.Write(buffer.AsSpan(start + 1), payloadSize);
        return start;
    }

    private static byte[] CreateText(FramingRecordType type, string text)
    {
        var bytes = new byte[TextSize(text)];
        WriteText(bytes, type, text);
        return bytes;
    }

    private static int TextSize(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        return 1 + MultiByteInt31.GetLength(length) + length;
    }

    private static int WriteText(Span<byte> target, FramingRecordType type, string text)
    {
        target[0] = (byte)type;
        var length = Encoding.UTF8.GetByteCount(text);
        var at = 1 + MultiByteInt31.Write(target[1..], length);
        return at + Encoding.UTF8.GetBytes(text, target[at..]);
    }
}
