using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Xml;

namespace Parley.Claims.Serialization;

/// <summary>
/// Recognises the text that <see cref="SessionTokenElement"/> and .NET Framework write for a token, byte by byte, without an XML reader: it is read with each request. Whatever
/// differs is left to the XML reader, with the same result.
/// </summary>
internal static class SessionTokenText
{
    // Letters that mean themselves in XML, in an attribute and between tags.
    private static readonly SearchValues<byte> s_word = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:/"u8);

    /// <summary>Reads an element.</summary>
    /// <param name="text">The whole text.</param>
    /// <returns>Null when it has another form.</returns>
    public static SessionTokenElement? TryRead(ReadOnlySpan<byte> text)
    {
        Skip(ref text, "\uFEFF"u8);
        Skip(ref text, "<?xml version=\"1.0\" encoding=\"utf-8\"?>"u8);
        if (!Skip(ref text, "<SecurityContextToken p1:Id=\""u8)
            || Word(ref text).IsEmpty
            || !Skip(ref text, "\" xmlns:p1=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\" xmlns=\""u8)
            || !(Skip(ref text, "http://docs.oasis-open.org/ws-sx/ws-secureconversation/200512"u8) || Skip(ref text, "http://schemas.xmlsoap.org/ws/2005/02/sc"u8))
            || !Skip(ref text, "\"><Identifier>"u8)
            || Word(ref text) is not { IsEmpty: false } identifier
            || !Skip(ref text, "</Identifier>"u8))
        {
            return null;
        }

        UniqueId? generation = null;
        if (Skip(ref text, "<Instance>"u8))
        {
            if (Word(ref text) is not { IsEmpty: false } instance || !Skip(ref text, "</Instance>"u8))
            {
                return null;
            }

            generation = IdOf(instance);
        }

        byte[]? cookie = null;
        if (Skip(ref text, "<Cookie xmlns=\"http://schemas.microsoft.com/ws/2006/05/security\">"u8))
        {
            var end = text.IndexOf((byte)'<');
            if (end < 0 || (cookie = Decode(text[..end])) is null)
            {
                return null;
            }

            text = text[end..];
            if (!Skip(ref text, "</Cookie>"u8))
            {
                return null;
            }
        }

        return text.SequenceEqual("</SecurityContextToken>"u8) ? new SessionTokenElement(IdOf(identifier), generation, cookie) : null;
    }

    private static bool Skip(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> known)
    {
        if (!text.StartsWith(known))
        {
            return false;
        }

        text = text[known.Length..];
        return true;
    }

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExcept(s_word);
        var word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return word;
    }

    private static UniqueId IdOf(ReadOnlySpan<byte> word) => new(Encoding.ASCII.GetString(word));

    // White space within base64 is left to the XML reader, too.
    private static byte[]? Decode(ReadOnlySpan<byte> base64)
    {
        if (base64.Length % 4 != 0)
        {
            return null;
        }

        var padding = base64.EndsWith("=="u8) ? 2 : base64.EndsWith("="u8) ? 1 : 0;
        var bytes = new byte[(base64.Length / 4 * 3) - padding];
        return Base64.DecodeFromUtf8(base64, bytes, out _, out var written) == OperationStatus.Done && written == bytes.Length ? bytes : null;
    }
}
