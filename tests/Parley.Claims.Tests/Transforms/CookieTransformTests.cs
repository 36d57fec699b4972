using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Parley.IdentityModel;

namespace Parley.Claims.Tests.Transforms;

/// <summary>What transforms promise, one by one.</summary>
public sealed class CookieTransformTests : IDisposable
{
    private readonly RSA _old = RSA.Create(2048);
    private readonly RSA _new = RSA.Create(2048);

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(70_000)]
    public void What_was_encoded_is_decoded(int length)
    {
        var value = RandomNumberGenerator.GetBytes(length);
        CookieTransform[] transforms =
        [
            new DeflateCookieTransform(), new RsaEncryptionCookieTransform(_new), new RsaSignatureCookieTransform(_new),
            new RsaEncryptionCookieTransform(_new) { HashName = "SHA1" }, new RsaSignatureCookieTransform(_new) { HashName = "SHA1" },
            new DataProtectionCookieTransform(new EphemeralDataProtectionProvider()),
        ];

        Assert.All(transforms, transform => Assert.Equal(value, transform.Decode(transform.Encode(value))));
    }

    [Fact]
    public void A_cookie_inflates_to_its_limit_and_no_further()
    {
        var transform = new DeflateCookieTransform { MaxDecompressedSize = 100_000 };
        Assert.Equal(100_000, transform.Decode(transform.Encode(new byte[100_000])).Length);

        var bomb = Assert.Throws<InvalidDataException>(() => transform.Decode(transform.Encode(new byte[100_001])));

        Assert.Contains("MaxDecompressedSize", bomb.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => new DeflateCookieTransform().Decode(transform.Encode(new byte[200_000_000])));
    }

    [Fact]
    public void While_keys_change_the_old_ones_are_read_and_the_new_one_is_written()
    {
        byte[] value = [1, 2, 3];
        var before = new RsaEncryptionCookieTransform(_old);
        var during = new RsaEncryptionCookieTransform(_new, [_old]);
        var after = new RsaEncryptionCookieTransform(_new);
        Assert.Equal(value, during.Decode(before.Encode(value)));
        Assert.Equal(value, after.Decode(during.Encode(value)));
        Assert.Throws<CryptographicException>(() => after.Decode(before.Encode(value)));

        var signedBefore = new RsaSignatureCookieTransform(_old);
        var signedDuring = new RsaSignatureCookieTransform(_new, [_old]);
        var signedAfter = new RsaSignatureCookieTransform(_new);
        Assert.Equal(value, signedDuring.Decode(signedBefore.Encode(value)));
        Assert.Equal(value, signedAfter.Decode(signedDuring.Encode(value)));
        Assert.Throws<CryptographicException>(() => signedAfter.Decode(signedBefore.Encode(value)));
    }

    [Fact]
    public void Every_byte_of_a_signed_cookie_counts()
    {
        var transform = new RsaSignatureCookieTransform(_new);
        var encoded = transform.Encode([1, 2, 3]);
        Assert.Equal([1, 2, 3], transform.Decode(encoded));

        for (var at = 0; at < encoded.Length; at++)
        {
            var changed = encoded.ToArray();
            changed[at] ^= 0x80;
            Assert.Throws<CryptographicException>(() => transform.Decode(changed));
            Assert.Throws<CryptographicException>(() => transform.Decode(encoded[..at]));
        }
    }

    [Fact]
    public void A_changed_encrypted_cookie_is_a_CryptographicException_or_other_bytes_and_nothing_else()
    {
        var transform = new RsaEncryptionCookieTransform(_new);
        var encoded = transform.Encode([1, 2, 3]);
        Assert.Equal([1, 2, 3], transform.Decode(encoded));

        for (var at = 0; at < encoded.Length; at += 3)
        {
            var changed = encoded.ToArray();
            changed[at] ^= 0x80;
            Assert.True(Record.Exception(() => transform.Decode(changed)) is null or CryptographicException);
            Assert.Throws<CryptographicException>(() => transform.Decode(encoded[..at]));
        }
    }

    [Fact]
    public void Cookies_of_one_use_are_not_taken_by_another()
    {
        var keys = new EphemeralDataProtectionProvider();
        var encoded = new DataProtectionCookieTransform(keys, "one").Encode([1]);
        Assert.Equal([1], new DataProtectionCookieTransform(keys, "one").Decode(encoded));

        Assert.Throws<CryptographicException>(() => new DataProtectionCookieTransform(keys, "two").Decode(encoded));
    }
}
