using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>Finds the key of the one security context that protects a message, and has a lease on it.</summary>
internal sealed class ContextResolver(IContextKeys keys) : ISecurityTokenResolver, IDisposable
{
    private ContextName? _name;

    /// <summary>The context that the message names; null when it names none.</summary>
    public ContextName? Name => _name;

    /// <summary>What is to be said of its key.</summary>
    public KeyVerdict Verdict { get; private set; } = KeyVerdict.Unknown;

    /// <summary>The key, under the lease.</summary>
    public ContextKey? Key { get; private set; }

    /// <summary>Whose key it is.</summary>
    public object? Owner { get; private set; }

    public SecretKey? FindSecurityContext(string identifier, string? instance, byte[]? cookie)
    {
        var name = new ContextName(identifier, instance);
        if (_name is null && identifier.Length <= ContextName.MaxLength && instance is not { Length: > ContextName.MaxLength })
        {
            _name = name;
            Verdict = keys.Lease(name, cookie, out var owner, out var key);
            Owner = owner;
            Key = key;
        }

        // One context protects a message: a second one is none of its.
        return _name == name ? Key?.Key : null;
    }

    public void StartAnew()
    {
        Dispose();
        _name = null;
        Verdict = KeyVerdict.Unknown;
        Owner = null;
    }

    public SecretKey? FindEncryptedKey(ReadOnlySpan<byte> sha1) => null;

    public RSA? FindPrivateKey(SecurityTokenReference reference) => null;

    public X509Certificate2? FindCertificate(SecurityTokenReference reference) => null;

    /// <summary>Hands the lease on.</summary>
    public ContextKey TakeKey()
    {
        var key = Key!;
        Key = null;
        return key;
    }

    public void Dispose()
    {
        Key?.Return();
        Key = null;
    }
}
