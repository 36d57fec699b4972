using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Channels;

namespace Parley.Security;

/// <summary>A certificate of this side with its private key, for many threads: each has an object of its own for the key while it uses it.</summary>
internal sealed class CertificateKeys : IDisposable
{
    private const int KeysKept = 16;

    private readonly BoundedPool<RSA> _keys = new(KeysKept);

    /// <param name="certificate">The certificate. It stays its owner's.</param>
    /// <param name="owner">Who has it, and where it is set, for an error.</param>
    /// <exception cref="InvalidOperationException">It has no private RSA key.</exception>
    public CertificateKeys(X509Certificate2 certificate, string owner)
    {
        Certificate = certificate;
        _keys.Return(Open() ?? throw new InvalidOperationException(
            $"The certificate '{certificate.Subject}' of the {owner} has no private RSA key, or this process may not use it. Message security signs and decrypts with it."));
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>The private key, for the caller alone until it gives it back.</summary>
    public RSA Rent() => _keys.Take() ?? Open() ?? throw new CryptographicException("The private key is not there any more.");

    /// <summary>Gives the key back.</summary>
    public void Return(RSA key) => _keys.Return(key);

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_keys.Take() is { } key)
        {
            key.Dispose();
        }
    }

    private RSA? Open() => Certificate.GetRSAPrivateKey();
}
