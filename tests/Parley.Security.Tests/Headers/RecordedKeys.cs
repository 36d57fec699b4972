using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Security.Tests.Headers;

/// <summary>The keys of a recording.</summary>
internal sealed class RecordedKeys : ISecurityTokenResolver, IDisposable
{
    private readonly List<X509Certificate2> _certificates = [];
    private readonly Dictionary<(string Identifier, string Instance), SecretKey> _contexts = [];
    private readonly Dictionary<string, SecretKey> _encryptedKeys = [];

    public void AddCertificate(string certificateFile, string keyFile) => _certificates.Add(X509Certificate2.CreateFromPemFile(certificateFile, keyFile));

    public void AddContext(string identifier, string instance, byte[] key) => _contexts[(identifier, instance)] = SecretKey.FromBytes(key);

    /// <summary>Keeps a received key for the reply.</summary>
    public void AddEncryptedKeys(ReceivedSecurity security)
    {
        foreach (var (_, token) in security.Tokens)
        {
            if (token is ReceivedToken.EncryptedKey key)
            {
                AddEncryptedKey(key.Sha1, key.Secret.Bytes);
            }
        }
    }

    public void AddEncryptedKey(byte[] sha1, ReadOnlySpan<byte> key) => _encryptedKeys[Convert.ToHexString(sha1)] = SecretKey.FromBytes(key);

    public SecretKey? FindSecurityContext(string identifier, string? instance, byte[]? cookie) => _contexts.GetValueOrDefault((identifier, instance ?? ""));

    public SecretKey? FindEncryptedKey(ReadOnlySpan<byte> sha1) => _encryptedKeys.GetValueOrDefault(Convert.ToHexString(sha1));

    public RSA? FindPrivateKey(SecurityTokenReference reference) => FindCertificate(reference)?.GetRSAPrivateKey();

    public X509Certificate2? FindCertificate(SecurityTokenReference reference) => _certificates.Find(reference.Matches);

    public void Dispose()
    {
        _certificates.ForEach(certificate => certificate.Dispose());
        foreach (var key in _contexts.Values.Concat(_encryptedKeys.Values))
        {
            key.Dispose();
        }
    }
}
