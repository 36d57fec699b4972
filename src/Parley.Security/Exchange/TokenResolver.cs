using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>The keys by which one received message may be protected. For one message and one thread; to be disposed when it has been read.</summary>
/// <param name="own">The certificate of this side; null for none.</param>
/// <param name="peer">The certificate of the other side, where it may be referred to only; null for none.</param>
/// <param name="key">The encrypted key of the request that the message answers; null for none.</param>
internal class TokenResolver(CertificateKeys? own, X509Certificate2? peer, EncryptedKeyToken? key) : ISecurityTokenResolver, IDisposable
{
    private RSA? _rented;

    /// <inheritdoc/>
    public virtual SecretKey? FindSecurityContext(string identifier, string? instance, byte[]? cookie) => null;

    /// <inheritdoc/>
    public SecretKey? FindEncryptedKey(ReadOnlySpan<byte> sha1) => key is not null && sha1.SequenceEqual(key.Hash) ? key.Key : null;

    /// <inheritdoc/>
    public RSA? FindPrivateKey(SecurityTokenReference reference) =>
        own is not null && reference.Matches(own.Certificate) ? _rented ??= own.Rent() : null;

    /// <inheritdoc/>
    public X509Certificate2? FindCertificate(SecurityTokenReference reference) => peer is not null && reference.Matches(peer) ? peer : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what was lent.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (_rented is not null)
        {
            own!.Return(_rented);
            _rented = null;
        }
    }
}
