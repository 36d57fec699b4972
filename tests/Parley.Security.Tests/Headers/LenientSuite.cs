namespace Parley.Security.Tests.Headers;

/// <summary>Mono signs with SHA-256 where its suite says SHA-1.</summary>
internal sealed class LenientSuite : SecurityAlgorithmSuite
{
    public override string DefaultCanonicalizationAlgorithm => Default.DefaultCanonicalizationAlgorithm;

    public override string DefaultDigestAlgorithm => Default.DefaultDigestAlgorithm;

    public override string DefaultEncryptionAlgorithm => Default.DefaultEncryptionAlgorithm;

    public override int DefaultEncryptionKeyDerivationLength => Default.DefaultEncryptionKeyDerivationLength;

    public override string DefaultSymmetricKeyWrapAlgorithm => Default.DefaultSymmetricKeyWrapAlgorithm;

    public override string DefaultAsymmetricKeyWrapAlgorithm => Default.DefaultAsymmetricKeyWrapAlgorithm;

    public override string DefaultSymmetricSignatureAlgorithm => Default.DefaultSymmetricSignatureAlgorithm;

    public override string DefaultAsymmetricSignatureAlgorithm => Default.DefaultAsymmetricSignatureAlgorithm;

    public override int DefaultSignatureKeyDerivationLength => Default.DefaultSignatureKeyDerivationLength;

    public override int DefaultSymmetricKeyLength => Default.DefaultSymmetricKeyLength;

    public override bool IsSymmetricKeyLengthSupported(int length) => length is 256 or 128;

    public override bool IsAsymmetricKeyLengthSupported(int length) => Default.IsAsymmetricKeyLengthSupported(length);

    public override bool IsDigestAlgorithmSupported(string algorithm) => true;

    public override bool IsEncryptionAlgorithmSupported(string algorithm) => true;

    public override bool IsAsymmetricSignatureAlgorithmSupported(string algorithm) => true;
}
