using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>Digests a canonical form while it is made. One is used for one digest after the other.</summary>
internal sealed class DigestSink : ICanonicalSink, IDisposable
{
    private readonly DigestAlgorithm _algorithm;
    private IncrementalHash? _hash;

    public DigestSink(DigestAlgorithm algorithm)
    {
        _algorithm = algorithm;
        _hash = algorithm.Rent();
    }

    /// <inheritdoc/>
    public void Append(ReadOnlySpan<byte> bytes) => _hash!.AppendData(bytes);

    /// <summary>Ends a digest and begins the next.</summary>
    /// <returns>The digest's length.</returns>
    public int Complete(Span<byte> destination) => _hash!.GetHashAndReset(destination);

    /// <inheritdoc/>
    public void Dispose()
    {
        var hash = Interlocked.Exchange(ref _hash, null);
        if (hash is not null)
        {
            Span<byte> rest = stackalloc byte[DigestAlgorithm.MaxSize];
            hash.GetHashAndReset(rest);
            _algorithm.Return(hash);
        }
    }
}
