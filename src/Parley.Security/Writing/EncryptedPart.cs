namespace Parley.Security;

/// <summary>A part of a message after its encryption.</summary>
internal sealed class EncryptedPart : IDisposable
{
    private EncryptedPart(string id, bool isContent, EncryptingKey key)
    {
        Id = id;
        IsContent = isContent;
        Key = key;
    }

    public string Id { get; }

    /// <summary>Whether an element's content was encrypted; otherwise the element was.</summary>
    public bool IsContent { get; }

    public EncryptingKey Key { get; }

    public PooledBytes Bytes { get; } = new();

    /// <summary>Encrypts XML.</summary>
    public static EncryptedPart Encrypt(string id, bool isContent, EncryptingKey key, ReadOnlySpan<byte> plain)
    {
        var part = new EncryptedPart(id, isContent, key);
        try
        {
            var length = key.Algorithm.GetEncryptedLength(plain.Length);
            part.Bytes.GetSpan(length);
            key.Algorithm.Encrypt(key.Key, plain, part.Bytes.Array, 0);
            part.Bytes.Advance(length);
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    public void Dispose() => Bytes.Dispose();
}
