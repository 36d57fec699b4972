namespace Parley.Security.Tests.Algorithms;

public class SecurityAlgorithmSuiteTests
{
    private static readonly (SecurityAlgorithmSuite Suite, string Line)[] Suites =
    [
        (SecurityAlgorithmSuite.Basic256, "Basic256 aes256-cbc kw-aes256 rsa-oaep-mgf1p sha1 hmac-sha1 rsa-sha1 256 256 192"),
        (SecurityAlgorithmSuite.Basic192, "Basic192 aes192-cbc kw-aes192 rsa-oaep-mgf1p sha1 hmac-sha1 rsa-sha1 192 192 192"),
        (SecurityAlgorithmSuite.Basic128, "Basic128 aes128-cbc kw-aes128 rsa-oaep-mgf1p sha1 hmac-sha1 rsa-sha1 128 128 128"),
        (SecurityAlgorithmSuite.TripleDes, "TripleDes tripledes-cbc kw-tripledes rsa-oaep-mgf1p sha1 hmac-sha1 rsa-sha1 192 192 192"),
        (SecurityAlgorithmSuite.Basic256Rsa15, "Basic256Rsa15 aes256-cbc kw-aes256 rsa-1_5 sha1 hmac-sha1 rsa-sha1 256 256 192"),
        (SecurityAlgorithmSuite.Basic192Rsa15, "Basic192Rsa15 aes192-cbc kw-aes192 rsa-1_5 sha1 hmac-sha1 rsa-sha1 192 192 192"),
        (SecurityAlgorithmSuite.Basic128Rsa15, "Basic128Rsa15 aes128-cbc kw-aes128 rsa-1_5 sha1 hmac-sha1 rsa-sha1 128 128 128"),
        (SecurityAlgorithmSuite.TripleDesRsa15, "TripleDesRsa15 tripledes-cbc kw-tripledes rsa-1_5 sha1 hmac-sha1 rsa-sha1 192 192 192"),
        (SecurityAlgorithmSuite.Basic256Sha256, "Basic256Sha256 aes256-cbc kw-aes256 rsa-oaep-mgf1p sha256 hmac-sha256 rsa-sha256 256 256 192"),
        (SecurityAlgorithmSuite.Basic192Sha256, "Basic192Sha256 aes192-cbc kw-aes192 rsa-oaep-mgf1p sha256 hmac-sha256 rsa-sha256 192 192 192"),
        (SecurityAlgorithmSuite.Basic128Sha256, "Basic128Sha256 aes128-cbc kw-aes128 rsa-oaep-mgf1p sha256 hmac-sha256 rsa-sha256 128 128 128"),
        (SecurityAlgorithmSuite.TripleDesSha256, "TripleDesSha256 tripledes-cbc kw-tripledes rsa-oaep-mgf1p sha256 hmac-sha256 rsa-sha256 192 192 192"),
        (SecurityAlgorithmSuite.Basic256Sha256Rsa15, "Basic256Sha256Rsa15 aes256-cbc kw-aes256 rsa-1_5 sha256 hmac-sha256 rsa-sha256 256 256 192"),
        (SecurityAlgorithmSuite.Basic192Sha256Rsa15, "Basic192Sha256Rsa15 aes192-cbc kw-aes192 rsa-1_5 sha256 hmac-sha256 rsa-sha256 192 192 192"),
        (SecurityAlgorithmSuite.Basic128Sha256Rsa15, "Basic128Sha256Rsa15 aes128-cbc kw-aes128 rsa-1_5 sha256 hmac-sha256 rsa-sha256 128 128 128"),
        (SecurityAlgorithmSuite.TripleDesSha256Rsa15, "TripleDesSha256Rsa15 tripledes-cbc kw-tripledes rsa-1_5 sha256 hmac-sha256 rsa-sha256 192 192 192"),
        (SecurityAlgorithmSuite.Basic256GcmSha256, "Basic256GcmSha256 aes256-gcm kw-aes256 rsa-oaep-mgf1p sha256 hmac-sha256 rsa-sha256 256 256 192"),
        (SecurityAlgorithmSuite.Basic128GcmSha256, "Basic128GcmSha256 aes128-gcm kw-aes128 rsa-oaep-mgf1p sha256 hmac-sha256 rsa-sha256 128 128 128"),
    ];

    [Fact]
    public void Every_suite_has_the_algorithms_of_its_name()
    {
        foreach (var (suite, line) in Suites)
        {
            Assert.Equal(line, string.Join(
                ' ',
                suite,
                Short(suite.DefaultEncryptionAlgorithm),
                Short(suite.DefaultSymmetricKeyWrapAlgorithm),
                Short(suite.DefaultAsymmetricKeyWrapAlgorithm),
                Short(suite.DefaultDigestAlgorithm),
                Short(suite.DefaultSymmetricSignatureAlgorithm),
                Short(suite.DefaultAsymmetricSignatureAlgorithm),
                suite.DefaultSymmetricKeyLength,
                suite.DefaultEncryptionKeyDerivationLength,
                suite.DefaultSignatureKeyDerivationLength));
        }

        Assert.Same(SecurityAlgorithmSuite.Basic256, SecurityAlgorithmSuite.Default);
    }

    [Fact]
    public void Every_algorithm_of_a_suite_is_there_and_no_other_is_supported()
    {
        foreach (var (suite, _) in Suites)
        {
            Assert.Equal(suite.DefaultEncryptionKeyDerivationLength, EncryptionAlgorithm.Find(suite.DefaultEncryptionAlgorithm)!.KeyBits);
            Assert.NotNull(SymmetricKeyWrap.Find(suite.DefaultSymmetricKeyWrapAlgorithm));
            Assert.NotNull(AsymmetricKeyWrap.Find(suite.DefaultAsymmetricKeyWrapAlgorithm));
            Assert.NotNull(DigestAlgorithm.Find(suite.DefaultDigestAlgorithm));
            Assert.NotNull(SymmetricSignature.Find(suite.DefaultSymmetricSignatureAlgorithm));
            Assert.NotNull(AsymmetricSignature.Find(suite.DefaultAsymmetricSignatureAlgorithm));
            foreach (var (other, _) in Suites)
            {
                Assert.Equal(
                    other.DefaultEncryptionAlgorithm == suite.DefaultEncryptionAlgorithm, suite.IsEncryptionAlgorithmSupported(other.DefaultEncryptionAlgorithm));
                Assert.Equal(other.DefaultDigestAlgorithm == suite.DefaultDigestAlgorithm, suite.IsDigestAlgorithmSupported(other.DefaultDigestAlgorithm));
                Assert.Equal(
                    other.DefaultAsymmetricKeyWrapAlgorithm == suite.DefaultAsymmetricKeyWrapAlgorithm,
                    suite.IsAsymmetricKeyWrapAlgorithmSupported(other.DefaultAsymmetricKeyWrapAlgorithm));
            }
        }
    }

    [Fact]
    public void Keys_have_the_lengths_of_the_suite()
    {
        Assert.Equal([256], Lengths(SecurityAlgorithmSuite.Basic256));
        Assert.Equal([192, 200, 208, 216, 224, 232, 240, 248, 256], Lengths(SecurityAlgorithmSuite.Basic192));
        Assert.Equal(17, Lengths(SecurityAlgorithmSuite.Basic128).Count());
        Assert.Equal(9, Lengths(SecurityAlgorithmSuite.TripleDes).Count());

        static IEnumerable<int> Lengths(SecurityAlgorithmSuite suite) => Enumerable.Range(0, 600).Where(suite.IsSymmetricKeyLengthSupported);
    }

    private static string Short(string identifier) => identifier[(identifier.LastIndexOf('#') + 1)..];
}
