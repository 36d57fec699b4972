using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>A cipher of the platform that has been set up with a key.</summary>
/// <param name="key">The key.</param>
/// <param name="kind">What it is.</param>
/// <param name="cipher">The platform's.</param>
internal sealed class KeyedCipher<TCipher>(SecretKey key, KeyToolKind kind, TCipher cipher) : KeyTool(key, kind)
    where TCipher : IDisposable
{
    public TCipher Cipher => cipher;

    public override void Dispose() => cipher.Dispose();
}
