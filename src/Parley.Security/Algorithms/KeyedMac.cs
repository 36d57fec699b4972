using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>HMAC that has been set up with a key.</summary>
internal sealed class KeyedMac : KeyTool
{
    private readonly IncrementalHash _hash;

    private KeyedMac(SecretKey key, KeyToolKind kind)
        : base(key, kind) => _hash = IncrementalHash.CreateHMAC(kind == KeyToolKind.HmacSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1, key.Bytes);

    /// <summary>The MAC of bytes.</summary>
    /// <returns>Its length.</returns>
    public static int Compute(SecretKey key, KeyToolKind kind, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(key.IsDisposed, key);
        var mac = (KeyedMac?)KeyToolCache.Take(key, kind) ?? new KeyedMac(key, kind);
        mac._hash.AppendData(source);
        var length = mac._hash.GetHashAndReset(destination);
        KeyToolCache.Return(mac);
        return length;
    }

    public override void Dispose() => _hash.Dispose();
}
