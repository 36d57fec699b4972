using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// The bytes of a symmetric key, zeroed at disposal. What is set up with the key is kept for the next time (<see cref="KeyToolCache"/>).
/// </summary>
internal sealed class SecretKey : IDisposable
{
    private const int DerivedKept = 4;

    // Pinned: the collector does not leave copies behind.
    private readonly byte[] _bytes;
    private Derived[] _derived = [];
    private volatile bool _disposed;

    private SecretKey(int length) => _bytes = GC.AllocateUninitializedArray<byte>(length, pinned: true);

    /// <summary>The key's bytes.</summary>
    /// <exception cref="ObjectDisposedException">The key has been zeroed.</exception>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>Whether the key has been zeroed.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>The key's length in bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The key's length in bits.</summary>
    public int Bits => 8 * _bytes.Length;

    /// <summary>A copy of bytes as a key.</summary>
    public static SecretKey FromBytes(ReadOnlySpan<byte> bytes)
    {
        var key = new SecretKey(bytes.Length);
        bytes.CopyTo(key._bytes);
        return key;
    }

    /// <summary>A new random key.</summary>
    /// <param name="bits">Its length, a multiple of 8.</param>
    public static SecretKey CreateRandom(int bits)
    {
        var key = new SecretKey(bits / 8);
        RandomNumberGenerator.Fill(key._bytes);
        return key;
    }

    /// <summary>A key whose bytes are made in place.</summary>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="state">Handed on.</param>
    /// <param name="fill">Writes all of the bytes.</param>
    public static SecretKey Create<TState>(int length, TState state, System.Buffers.SpanAction<byte, TState> fill)
    {
        var key = new SecretKey(length);
        fill(key._bytes, state);
        return key;
    }

    /// <summary>A key that was derived of this one and kept; null when there is none. It is this key's own.</summary>
    public SecretKey? FindDerived(ReadOnlySpan<byte> nonce, int offset, int length)
    {
        var derived = Volatile.Read(ref _derived);
        foreach (var key in derived)
        {
            if (key.Offset == offset && key.Key.Length == length && nonce.SequenceEqual(key.Nonce))
            {
                return key.Key;
            }
        }

        return null;
    }

    /// <summary>Keeps a key that was derived of this one, to be zeroed with it. Only the first few are kept.</summary>
    /// <returns>False when it is not kept: it stays its maker's.</returns>
    public bool TryKeepDerived(byte[] nonce, int offset, SecretKey key)
    {
        lock (_bytes)
        {
            if (_disposed || _derived.Length == DerivedKept || FindDerived(nonce, offset, key.Length) is not null)
            {
                return false;
            }

            Volatile.Write(ref _derived, [.. _derived, new Derived(nonce, offset, key)]);
            return true;
        }
    }

    /// <summary>Compares two keys in a time that does not depend on their bytes.</summary>
    public bool HasSameBytesAs(SecretKey other) => CryptographicOperations.FixedTimeEquals(Bytes, other.Bytes);

    /// <summary>A cipher with this key for the caller alone, to be given back by <see cref="ReturnCipher(KeyTool)"/>.</summary>
    /// <param name="tripleDes">Triple DES instead of AES.</param>
    /// <exception cref="CryptographicException">The key's length does not suit the cipher.</exception>
    public KeyedCipher<SymmetricAlgorithm> RentCipher(bool tripleDes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var kind = tripleDes ? KeyToolKind.TripleDes : KeyToolKind.Aes;
        if (KeyToolCache.Take(this, kind) is KeyedCipher<SymmetricAlgorithm> kept)
        {
            return kept;
        }

        SymmetricAlgorithm cipher = tripleDes ? TripleDES.Create() : Aes.Create();
        try
        {
            cipher.SetKey(_bytes);
            return new KeyedCipher<SymmetricAlgorithm>(this, kind, cipher);
        }
        catch
        {
            cipher.Dispose();
            throw;
        }
    }

    /// <summary>An AES-GCM cipher with this key for the caller alone, to be given back by <see cref="ReturnCipher(KeyTool)"/>.</summary>
    public KeyedCipher<AesGcm> RentGcmCipher()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return KeyToolCache.Take(this, KeyToolKind.AesGcm) as KeyedCipher<AesGcm>
            ?? new KeyedCipher<AesGcm>(this, KeyToolKind.AesGcm, new AesGcm(_bytes, EncryptionAlgorithm.GcmTagSize));
    }

    /// <summary>Gives a cipher back.</summary>
    public static void ReturnCipher(KeyTool cipher) => KeyToolCache.Return(cipher);

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        lock (_bytes)
        {
            _disposed = true;
        }

        foreach (var derived in _derived)
        {
            derived.Key.Dispose();
        }

        CryptographicOperations.ZeroMemory(_bytes);
        KeyToolCache.Forget(this);
    }

    private sealed record Derived(byte[] Nonce, int Offset, SecretKey Key);
}
