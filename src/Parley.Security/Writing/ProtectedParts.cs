namespace Parley.Security;

/// <summary>What protection made of a message's parts.</summary>
internal sealed class ProtectedParts : IDisposable
{
    /// <summary>One for each header of the message.</summary>
    public required ProtectedHeader[] Headers { get; init; }

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
