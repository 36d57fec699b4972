using Parley.Security;

namespace Parley.Interop;

/// <summary>Basic256 as Mono understands it: certificates sign with SHA-256, whatever the suite says.</summary>
public sealed class MonoSuite : SecurityAlgorithmSuite
{
    private const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    /// <inheritdoc/>
    public override string DefaultCanonicalizationAlgorithm => Basic256.DefaultCanonicalizationAlgorithm;

    /// <inheritdoc/>
    public override string DefaultDigestAlgorithm => Basic256.DefaultDigestAlgorithm;

    /// <inheritdoc/>
    public override string DefaultEncryptionAlgorithm => Basic256.DefaultEncryptionAlgorithm;

    /// <inheritdoc/>
    public override int DefaultEncryptionKeyDerivationLength => Basic256.DefaultEncryptionKeyDerivationLength;

    /// <inheritdoc/>
    public override string DefaultSymmetricKeyWrapAlgorithm => Basic256.DefaultSymmetricKeyWrapAlgorithm;

    /// <inheritdoc/>
    public override string DefaultAsymmetricKeyWrapAlgorithm => Basic256.DefaultAsymmetricKeyWrapAlgorithm;

    /// <inheritdoc/>
    public override string DefaultSymmetricSignatureAlgorithm => Basic256.DefaultSymmetricSignatureAlgorithm;

    /// <inheritdoc/>
    public override string DefaultAsymmetricSignatureAlgorithm => RsaSha256;

    /// <inheritdoc/>
    public override int DefaultSignatureKeyDerivationLength => Basic256.DefaultSignatureKeyDerivationLength;

    /// <inheritdoc/>
    public override int DefaultSymmetricKeyLength => Basic256.DefaultSymmetricKeyLength;

    /// <inheritdoc/>
    public override bool IsSymmetricKeyLengthSupported(int length) => Basic256.IsSymmetricKeyLengthSupported(length);

    /// <inheritdoc/>
    public override bool IsAsymmetricKeyLengthSupported(int length) => Basic256.IsAsymmetricKeyLengthSupported(length);
}
