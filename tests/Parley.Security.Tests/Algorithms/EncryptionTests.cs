using System.Security.Cryptography;

namespace Parley.Security.Tests.Algorithms;

public class EncryptionTests
{
    private static readonly EncryptionAlgorithm[] Algorithms =
    [
        EncryptionAlgorithm.Aes128, EncryptionAlgorithm.Aes192, EncryptionAlgorithm.Aes256, EncryptionAlgorithm.TripleDes,
        EncryptionAlgorithm.Aes128Gcm, EncryptionAlgorithm.Aes256Gcm,
    ];

    public static TheoryData<string> Identifiers => new(Algorithms.Select(algorithm => algorithm.Identifier));

    [Theory]
    [MemberData(nameof(Identifiers))]
    public void Content_of_every_length_comes_back(string identifier)
    {
        var algorithm = EncryptionAlgorithm.Find(identifier)!;
        using var key = SecretKey.CreateRandom(algorithm.KeyBits);
        for (var length = 0; length < 70; length++)
        {
            var content = RandomNumberGenerator.GetBytes(length);
            var encrypted = Encrypt(algorithm, key, content);
            var decrypted = new byte[encrypted.Length];
            Assert.True(algorithm.TryDecrypt(key, encrypted, decrypted, out var written));
            Assert.Equal(content, decrypted[..written]);
            Assert.NotEqual(encrypted, Encrypt(algorithm, key, content));
        }
    }

    [Theory]
    [MemberData(nameof(Identifiers))]
    public void What_has_no_possible_length_is_refused(string identifier)
    {
        var algorithm = EncryptionAlgorithm.Find(identifier)!;
        using var key = SecretKey.CreateRandom(algorithm.KeyBits);
        var encrypted = Encrypt(algorithm, key, new byte[40]);
        foreach (var length in new[] { 0, 1, 7, 8, 15, 16, 17, 27, encrypted.Length - 1 })
        {
            Assert.False(algorithm.TryDecrypt(key, encrypted.AsSpan(0, length), new byte[100], out var written));
            Assert.True(written <= length);
        }
    }

    [Theory]
    [MemberData(nameof(Identifiers))]
    public void A_key_of_another_length_is_refused(string identifier)
    {
        var algorithm = EncryptionAlgorithm.Find(identifier)!;
        using var key = SecretKey.CreateRandom(algorithm.KeyBits == 256 ? 192 : 256);
        Assert.Throws<CryptographicException>(() => Encrypt(algorithm, key, new byte[40]));
        Assert.False(algorithm.TryDecrypt(key, new byte[64], new byte[64], out _));
    }

    [Theory]
    [InlineData(SecurityAlgorithms.Aes128Encryption, 16)]
    [InlineData(SecurityAlgorithms.Aes256Encryption, 16)]
    [InlineData(SecurityAlgorithms.TripleDesEncryption, 8)]
    public void Padding_is_one_to_a_block_and_a_wrong_one_leaves_content_to_go_on_with(string identifier, int blockSize)
    {
        var algorithm = EncryptionAlgorithm.Find(identifier)!;
        using var key = SecretKey.CreateRandom(algorithm.KeyBits);
        var cipher = key.RentCipher(tripleDes: blockSize == 8).Cipher;
        for (var padding = 0; padding < 256; padding++)
        {
            var blocks = RandomNumberGenerator.GetBytes(3 * blockSize);
            blocks[^1] = (byte)padding;
            var vector = RandomNumberGenerator.GetBytes(blockSize);
            byte[] encrypted = [.. vector, .. cipher.EncryptCbc(blocks, vector, PaddingMode.None)];
            var decrypted = new byte[encrypted.Length];
            var right = padding >= 1 && padding <= blockSize;
            Assert.Equal(right, algorithm.TryDecrypt(key, encrypted, decrypted, out var written));
            Assert.Equal(blocks.Length - (right ? padding : 1), written);
            Assert.Equal(blocks[..written], decrypted[..written]);
        }
    }

    [Theory]
    [InlineData(SecurityAlgorithms.Aes128GcmEncryption)]
    [InlineData(SecurityAlgorithms.Aes256GcmEncryption)]
    public void GCM_gives_nothing_of_content_in_which_a_bit_was_changed(string identifier)
    {
        var algorithm = EncryptionAlgorithm.Find(identifier)!;
        using var key = SecretKey.CreateRandom(algorithm.KeyBits);
        var encrypted = Encrypt(algorithm, key, "content"u8);
        for (var i = 0; i < 8 * encrypted.Length; i++)
        {
            encrypted[i / 8] ^= (byte)(1 << (i % 8));
            var decrypted = new byte[encrypted.Length];
            Assert.False(algorithm.TryDecrypt(key, encrypted, decrypted, out var written));
            Assert.Equal(0, written);
            Assert.Equal(new byte[encrypted.Length], decrypted);
            encrypted[i / 8] ^= (byte)(1 << (i % 8));
        }
    }

    [Fact]
    public async Task A_key_is_used_by_many_at_the_same_time()
    {
        using var key = SecretKey.CreateRandom(256);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                var content = new byte[100];
                content.AsSpan().Fill((byte)number);
                var algorithm = i % 2 == 0 ? EncryptionAlgorithm.Aes256 : EncryptionAlgorithm.Aes256Gcm;
                var decrypted = new byte[200];
                Assert.True(algorithm.TryDecrypt(key, Encrypt(algorithm, key, content), decrypted, out var written));
                Assert.Equal(content, decrypted[..written]);
            }
        })));
    }

    [Theory]
    [InlineData(SecurityAlgorithms.Aes128Encryption)]
    [InlineData(SecurityAlgorithms.Aes256Encryption)]
    [InlineData(SecurityAlgorithms.TripleDesEncryption)]
    [InlineData(SecurityAlgorithms.Aes256GcmEncryption)]
    public void A_cipher_that_goes_on_from_message_to_message_does_what_a_new_one_does(string identifier)
    {
        var algorithm = EncryptionAlgorithm.Find(identifier)!;
        using var key = SecretKey.CreateRandom(algorithm.KeyBits);
        var vectors = new HashSet<string>();
        for (var length = 0; length < 200; length += 7)
        {
            var content = RandomNumberGenerator.GetBytes(length);
            var array = new byte[300];
            algorithm.Encrypt(key, content, array, 5);
            var encrypted = array.AsSpan(5, algorithm.GetEncryptedLength(length)).ToArray();
            Assert.True(vectors.Add(Convert.ToHexString(encrypted.AsSpan(0, 8))));
            var decrypted = new byte[300];
            Assert.True(algorithm.TryDecrypt(key, encrypted, decrypted, out var written));
            Assert.Equal(content, decrypted[..written]);
            Assert.True(algorithm.TryDecrypt(key, new ArraySegment<byte>(array, 5, encrypted.Length), decrypted, 9, out written));
            Assert.Equal(content, decrypted.AsSpan(9, written).ToArray());
            Assert.True(algorithm.TryDecrypt(key, Encrypt(algorithm, key, content), decrypted, 0, out written));
            Assert.Equal(content, decrypted[..written]);
        }

        Assert.False(algorithm.TryDecrypt(key, new ArraySegment<byte>(new byte[15]), new byte[300], 0, out _));
    }

    [Fact]
    public async Task More_keys_are_used_at_the_same_time_than_are_kept_ready()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(() =>
        {
            var keys = Enumerable.Range(0, 600).Select(_ => SecretKey.CreateRandom(256)).ToArray();
            var content = new byte[100];
            content.AsSpan().Fill((byte)number);
            var (array, decrypted) = (new byte[300], new byte[300]);
            Span<byte> mac = stackalloc byte[20];
            for (var round = 0; round < 2; round++)
            {
                foreach (var key in keys)
                {
                    EncryptionAlgorithm.Aes256.Encrypt(key, content, array, 0);
                    var encrypted = new ArraySegment<byte>(array, 0, EncryptionAlgorithm.Aes256.GetEncryptedLength(content.Length));
                    Assert.True(EncryptionAlgorithm.Aes256.TryDecrypt(key, encrypted, decrypted, 0, out var written));
                    Assert.Equal(content, decrypted[..written]);
                    SymmetricSignature.HmacSha1.Sign(key, content, mac);
                    Assert.Equal(HMACSHA1.HashData(key.Bytes, content), mac.ToArray());
                }
            }

            foreach (var key in keys)
            {
                key.Dispose();
                Assert.Null(KeyToolCache.Take(key, KeyToolKind.AesEncryptor));
                Assert.Throws<ObjectDisposedException>(() => SymmetricSignature.HmacSha1.Sign(key, content, new byte[20]));
                Assert.Throws<ObjectDisposedException>(() => EncryptionAlgorithm.Aes256.Encrypt(key, content, new byte[300], 0));
            }
        })));
    }

    [Fact]
    public void A_key_is_zeroed_when_it_is_disposed()
    {
        var key = SecretKey.CreateRandom(256);
        var bytes = key.Bytes;
        SecretKey.ReturnCipher(key.RentCipher(tripleDes: false));
        key.Dispose();
        Assert.Equal(new byte[32], bytes.ToArray());
        Assert.Throws<ObjectDisposedException>(() => key.Bytes.Length);
        Assert.Throws<ObjectDisposedException>(() => Encrypt(EncryptionAlgorithm.Aes256, key, []));
    }

    private static byte[] Encrypt(EncryptionAlgorithm algorithm, SecretKey key, ReadOnlySpan<byte> content)
    {
        var encrypted = new byte[algorithm.GetEncryptedLength(content.Length)];
        algorithm.Encrypt(key, content, encrypted);
        return encrypted;
    }
}
