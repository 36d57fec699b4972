using System.Security.Cryptography;

namespace Parley.Security.Tests.Algorithms;

public class KeyWrapTests
{
    [Fact]
    public void A_wrapped_key_in_which_a_bit_was_changed_is_refused()
    {
        foreach (var algorithm in new[] { SymmetricKeyWrap.Aes128, SymmetricKeyWrap.Aes192, SymmetricKeyWrap.Aes256, SymmetricKeyWrap.TripleDes })
        {
            using var kek = SecretKey.CreateRandom(algorithm.KeyBits);
            using var key = SecretKey.CreateRandom(256);
            var wrapped = algorithm.Wrap(kek, key);
            using var unwrapped = algorithm.Unwrap(kek, wrapped);
            Assert.True(key.HasSameBytesAs(unwrapped!));
            for (var i = 0; i < 8 * wrapped.Length; i++)
            {
                wrapped[i / 8] ^= (byte)(1 << (i % 8));
                Assert.Null(algorithm.Unwrap(kek, wrapped));
                wrapped[i / 8] ^= (byte)(1 << (i % 8));
            }

            for (var length = 0; length < wrapped.Length; length++)
            {
                Assert.Null(algorithm.Unwrap(kek, wrapped.AsSpan(0, length)));
            }

            Assert.Null(algorithm.Unwrap(kek, new byte[4096]));
        }
    }

    [Fact]
    public void A_key_for_the_holder_of_an_RSA_key_comes_back_or_is_another()
    {
        using var rsa = RSA.Create(2048);
        foreach (var (algorithm, suite) in new[] { (AsymmetricKeyWrap.RsaOaep, SecurityAlgorithmSuite.Basic256), (AsymmetricKeyWrap.RsaV15, SecurityAlgorithmSuite.Basic256Rsa15) })
        {
            using var key = SecretKey.CreateRandom(256);
            var wrapped = algorithm.Wrap(rsa, key);
            using var unwrapped = algorithm.Unwrap(rsa, wrapped, suite);
            Assert.True(key.HasSameBytesAs(unwrapped));

            wrapped[100] ^= 1;
            IsAnother(wrapped);
            IsAnother([]);
            IsAnother(wrapped[..100]);
            IsAnother(new byte[10_000]);

            // A length that the suite does not know.
            using var shortKey = SecretKey.CreateRandom(128);
            IsAnother(algorithm.Wrap(rsa, shortKey));

            void IsAnother(byte[] travelled)
            {
                using var other = algorithm.Unwrap(rsa, travelled, suite);
                Assert.Equal(256, other.Bits);
                Assert.False(key.HasSameBytesAs(other));
            }
        }
    }

    [Fact]
    public void A_right_padding_of_RSA_1_5_costs_an_exception_as_a_wrong_one_does()
    {
        using var rsa = RSA.Create(2048);
        using var key = SecretKey.CreateRandom(256);
        var wrapped = AsymmetricKeyWrap.RsaV15.Wrap(rsa, key);
        var changed = (byte[])wrapped.Clone();
        changed[100] ^= 1;
        Assert.Equal(1, Exceptions(wrapped));
        Assert.Equal(1, Exceptions(changed));

        int Exceptions(byte[] travelled)
        {
            var thread = Environment.CurrentManagedThreadId;
            var count = 0;
            AppDomain.CurrentDomain.FirstChanceException += Count;
            AsymmetricKeyWrap.RsaV15.Unwrap(rsa, travelled, SecurityAlgorithmSuite.Basic256Rsa15).Dispose();
            AppDomain.CurrentDomain.FirstChanceException -= Count;
            return count;

            void Count(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs args) => count += Environment.CurrentManagedThreadId == thread ? 1 : 0;
        }
    }

    [Fact]
    public void An_RSA_signature_fits_only_its_bytes()
    {
        using var rsa = RSA.Create(2048);
        foreach (var algorithm in new[] { AsymmetricSignature.RsaSha1, AsymmetricSignature.RsaSha256 })
        {
            var signature = new byte[256];
            Assert.Equal(256, algorithm.Sign(rsa, "text"u8, signature));
            Assert.True(algorithm.Verify(rsa, "text"u8, signature));
            Assert.False(algorithm.Verify(rsa, "texts"u8, signature));
            Assert.False(algorithm.Verify(rsa, "text"u8, signature.AsSpan(1)));
            Assert.False(algorithm.Verify(rsa, "text"u8, []));
        }
    }
}
