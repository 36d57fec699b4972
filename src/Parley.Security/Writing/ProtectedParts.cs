using Parley.Channels;

namespace Parley.Security;

/// <summary>What protection made of a message's parts.</summary>
internal sealed class ProtectedParts : IDisposable
{
    /// <summary>One for each header of the message.</summary>
    public required ProtectedHeader[] Headers { get; init; }

    /// <summary>What was made of a header. A transport may add headers, and take those out that only it needed.</summary>
    /// <param name="header">The header.</param>
    /// <param name="index">Its place now.</param>
    public ProtectedHeader Find(MessageHeader header, int index)
    {
        if (index < Headers.Length && ReferenceEquals(Headers[index].Header, header))
        {
            return Headers[index];
        }

        foreach (var part in Headers)
        {
            if (ReferenceEquals(part.Header, header))
            {
                return part;
            }
        }

        return default;
    }

    /// <summary>What stands in the security header, in order.</summary>
    public List<SecurityItem> Security { get; } = [];

    public List<byte[]> SignatureValues { get; } = [];

    /// <summary>The value of wsu:Id of a signed body; null for one that is not signed.</summary>
    public string? BodyId { get; set; }

    /// <summary>The encrypted body; null for one that is not encrypted.</summary>
    public EncryptedPart? Body { get; set; }

    /// <summary>The whole Body element of a body that is signed and not encrypted.</summary>
    public PooledBytes? PlainBody { get; set; }

    /// <summary>Where the content stands in <see cref="PlainBody"/>.</summary>
    public Range PlainContent { get; set; }

    public void Dispose()
    {
        Body?.Dispose();
        PlainBody?.Dispose();
        foreach (var header in Headers)
        {
            header.Plain?.Dispose();
            header.Encrypted?.Dispose();
        }

        foreach (var item in Security)
        {
            item.Encrypted?.Dispose();
        }
    }
}
