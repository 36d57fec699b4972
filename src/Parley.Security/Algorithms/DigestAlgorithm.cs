using System.Security.Cryptography;
using Parley.Channels;

namespace Parley.Security;

/// <summary>A digest of XML-Signature: SHA-1 or SHA-256.</summary>
internal sealed class DigestAlgorithm
{
    /// <summary>The longest digest in bytes.</summary>
    public const int MaxSize = SHA256.HashSizeInBytes;

    public static readonly DigestAlgorithm Sha1 = new(SecurityAlgorithms.Sha1Digest, HashAlgorithmName.SHA1, SHA1.HashSizeInBytes);
    public static readonly DigestAlgorithm Sha256 = new(SecurityAlgorithms.Sha256Digest, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);

    private readonly BoundedPool<IncrementalHash> _hashes = new(64, static hash => hash.Dispose());

    private DigestAlgorithm(string identifier, HashAlgorithmName name, int size)
    {
        Identifier = identifier;
        Name = name;
        Size = size;
    }

    /// <summary>The algorithm's identifier in messages.</summary>
    public string Identifier { get; }

    /// <summary>The platform's name for it.</summary>
    public HashAlgorithmName Name { get; }

    /// <summary>The digest's length in bytes.</summary>
    public int Size { get; }

    /// <summary>The algorithm with an identifier. Null when there is none.</summary>
    public static DigestAlgorithm? Find(string? identifier) => identifier switch
    {
        SecurityAlgorithms.Sha1Digest => Sha1,
        SecurityAlgorithms.Sha256Digest => Sha256,
        _ => null,
    };

    /// <summary>Digests bytes.</summary>
    /// <returns>The digest's length.</returns>
    public int HashData(ReadOnlySpan<byte> source, Span<byte> destination) =>
        this == Sha256 ? SHA256.HashData(source, destination) : SHA1.HashData(source, destination);

    /// <summary>A hash for the caller alone, to be given back by <see cref="Return"/>.</summary>
    internal IncrementalHash Rent() => _hashes.Take() ?? IncrementalHash.CreateHash(Name);

    /// <summary>Gives a hash back that has been reset.</summary>
    internal void Return(IncrementalHash hash) => _hashes.Return(hash);
}
