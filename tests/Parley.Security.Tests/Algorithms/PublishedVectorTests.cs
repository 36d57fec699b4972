using System.Text;

namespace Parley.Security.Tests.Algorithms;

/// <summary>The examples of the algorithms' specifications.</summary>
public class PublishedVectorTests
{
    [Theory]
    [InlineData("000102030405060708090A0B0C0D0E0F", "00112233445566778899AABBCCDDEEFF", "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5")]
    [InlineData("000102030405060708090A0B0C0D0E0F1011121314151617", "00112233445566778899AABBCCDDEEFF", "96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D")]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "00112233445566778899AABBCCDDEEFF", "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7")]
    [InlineData("000102030405060708090A0B0C0D0E0F1011121314151617", "00112233445566778899AABBCCDDEEFF0001020304050607", "031D33264E15D33268F24EC260743EDCE1C6C7DDEE725A936BA814915C6762D2")]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "00112233445566778899AABBCCDDEEFF0001020304050607", "A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1")]
    [InlineData("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F", "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F", "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21")]
    public void AES_key_wrap_as_in_RFC_3394(string wrappingKey, string key, string wrapped)
    {
        using var kek = Key(wrappingKey);
        using var secret = Key(key);
        var algorithm = kek.Bits switch { 128 => SymmetricKeyWrap.Aes128, 192 => SymmetricKeyWrap.Aes192, _ => SymmetricKeyWrap.Aes256 };
        Assert.Equal(wrapped, Convert.ToHexString(algorithm.Wrap(kek, secret)));
        using var unwrapped = algorithm.Unwrap(kek, Convert.FromHexString(wrapped));
        Assert.Equal(key, Convert.ToHexString(unwrapped!.Bytes));
    }

    [Fact]
    public void Triple_DES_key_wrap_as_in_RFC_3217()
    {
        const string Wrapped = "690107618EF092B3B48CA1796B234AE9FA33EBB4159604037DB5D6A84EB3AAC2768C632775A467D4";
        using var kek = Key("255E0D1C07B646DFB3134CC843BA8AA71F025B7C0838251F");
        using var secret = Key("2923BF85E06DD6AE529149F1F1BAE9EAB3A7DA3D860D3E98");
        Assert.Equal(Wrapped, Convert.ToHexString(TripleDesKeyWrap.Wrap(kek, secret, Convert.FromHexString("5DD4CBFC96F5453B"))));
        using var unwrapped = SymmetricKeyWrap.TripleDes.Unwrap(kek, Convert.FromHexString(Wrapped));
        Assert.True(secret.HasSameBytesAs(unwrapped!));
        using var again = SymmetricKeyWrap.TripleDes.Unwrap(kek, SymmetricKeyWrap.TripleDes.Wrap(kek, secret));
        Assert.True(secret.HasSameBytesAs(again!));
    }

    [Fact]
    public void AES_GCM_as_in_the_specification_of_GCM_test_case_16_without_additional_data()
    {
        using var key = Key("FEFFE9928665731C6D6A8F9467308308FEFFE9928665731C6D6A8F9467308308");
        var content = Convert.FromHexString("D9313225F88406E5A55909C5AFF5269A86A7A9531534F7DA2E4C303D8A318A721C3C0C95956809532FCF0E2449A6B525B16AEDF5AA0DE657BA637B391AAFD255");
        var travelled = Convert.FromHexString("CAFEBABEFACEDBADDECAF888522DC1F099567D07F47F37A32A84427D643A8CDCBFE5C0C97598A2BD2555D1AA8CB08E48590DBB3DA7B08B1056828838C5F61E6393BA7A0ABCC9F662898015ADB094DAC5D93471BDEC1A502270E3CC6C");
        var decrypted = new byte[travelled.Length];
        Assert.True(EncryptionAlgorithm.Aes256Gcm.TryDecrypt(key, travelled, decrypted, out var written));
        Assert.Equal(content, decrypted[..written]);
    }

    [Fact]
    public void HMAC_as_in_RFC_2202_and_RFC_4231()
    {
        using var key = SecretKey.FromBytes("Jefe"u8);
        var text = "what do ya want for nothing?"u8;
        var signature = new byte[SymmetricSignature.MaxSize];
        var length = SymmetricSignature.HmacSha1.Sign(key, text, signature);
        Assert.Equal("EFFCDF6AE5EB2FA2D27416D5F184DF9C259A7C79", Convert.ToHexString(signature, 0, length));
        Assert.True(SymmetricSignature.HmacSha1.Verify(key, text, signature.AsSpan(0, length)));
        length = SymmetricSignature.HmacSha256.Sign(key, text, signature);
        Assert.Equal("5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843", Convert.ToHexString(signature, 0, length));
        Assert.False(SymmetricSignature.HmacSha256.Verify(key, text, signature.AsSpan(0, length - 1)));
    }

    [Fact]
    public void P_SHA1_does_not_depend_on_how_it_is_cut()
    {
        var whole = new byte[200];
        var secret = Encoding.ASCII.GetBytes("secret");
        KeyDerivation.Derive(secret, KeyDerivation.DefaultLabel, [1, 2, 3], 0, whole);
        for (var offset = 0; offset < 100; offset += 7)
        {
            for (var length = 0; length <= 100; length += 9)
            {
                var part = new byte[length];
                KeyDerivation.Derive(secret, KeyDerivation.DefaultLabel, [1, 2, 3], offset, part);
                Assert.Equal(whole[offset..(offset + length)], part);
            }
        }

        // The first block by hand: HMAC(secret, A(1) + seed) with A(1) = HMAC(secret, seed).
        byte[] seed = [.. KeyDerivation.DefaultLabel, 1, 2, 3];
        using var key = SecretKey.FromBytes(secret);
        byte[] input = [.. new byte[20], .. seed];
        SymmetricSignature.HmacSha1.Sign(key, seed, input);
        var block = new byte[20];
        SymmetricSignature.HmacSha1.Sign(key, input, block);
        Assert.Equal(block, whole[..20]);
    }

    private static SecretKey Key(string hex) => SecretKey.FromBytes(Convert.FromHexString(hex));
}
