using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Interop.Tests.Captures;

/// <summary>Finds the identifier that a client made for its request, and puts it in where a recording has another.</summary>
internal static partial class MessageIds
{
    // [MC-NBFX] 2.2.3.25: a UniqueId text record that ends its element is 0xAD and 16 bytes; a:MessageID is 0x44 0x1A.
    private static readonly byte[] BinaryMessageId = [0x44, 0x1A, 0xAD];

    /// <summary>The 16 bytes in a binary message; empty when it has no MessageID.</summary>
    public static ReadOnlySpan<byte> InBinary(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf(BinaryMessageId);
        return at < 0 ? [] : message.Slice(at + BinaryMessageId.Length, 16);
    }

    /// <summary>The first urn:uuid in a text message; empty when it has none.</summary>
    public static ReadOnlySpan<byte> InText(ReadOnlySpan<byte> message)
    {
        var match = Urn().Match(Encoding.UTF8.GetString(message));
        return match.Success ? Encoding.UTF8.GetBytes(match.Value) : [];
    }

    [GeneratedRegex("urn:uuid:[0-9a-f-]{36}")]
    private static partial Regex Urn();
}
