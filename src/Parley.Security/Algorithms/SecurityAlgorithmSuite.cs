using Block = Parley.Security.StandardAlgorithmSuite.Block;

namespace Parley.Security;

/// <summary>
/// The algorithms with which messages are protected, and the lengths of their keys. What comes in has to use the suite's algorithms,
/// too. The names are those of WS-SecurityPolicy 1.2, section 7.1, and of WCF.
/// </summary>
public abstract class SecurityAlgorithmSuite
{
    /// <summary>AES-256 with SHA-1 and RSA-OAEP.</summary>
    public static SecurityAlgorithmSuite Basic256 { get; } = new StandardAlgorithmSuite("Basic256", Block.Aes256);

    /// <summary>AES-192 with SHA-1 and RSA-OAEP.</summary>
    public static SecurityAlgorithmSuite Basic192 { get; } = new StandardAlgorithmSuite("Basic192", Block.Aes192);

    /// <summary>AES-128 with SHA-1 and RSA-OAEP.</summary>
    public static SecurityAlgorithmSuite Basic128 { get; } = new StandardAlgorithmSuite("Basic128", Block.Aes128);

    /// <summary>Triple DES with SHA-1 and RSA-OAEP.</summary>
    public static SecurityAlgorithmSuite TripleDes { get; } = new StandardAlgorithmSuite("TripleDes", Block.TripleDes);

    /// <summary>AES-256 with SHA-1 and RSA 1.5.</summary>
    public static SecurityAlgorithmSuite Basic256Rsa15 { get; } = new StandardAlgorithmSuite("Basic256Rsa15", Block.Aes256, rsa15: true);

    /// <summary>AES-192 with SHA-1 and RSA 1.5.</summary>
    public static SecurityAlgorithmSuite Basic192Rsa15 { get; } = new StandardAlgorithmSuite("Basic192Rsa15", Block.Aes192, rsa15: true);

    /// <summary>AES-128 with SHA-1 and RSA 1.5.</summary>
    public static SecurityAlgorithmSuite Basic128Rsa15 { get; } = new StandardAlgorithmSuite("Basic128Rsa15", Block.Aes128, rsa15: true);

    /// <summary>Triple DES with SHA-1 and RSA 1.5.</summary>
    public static SecurityAlgorithmSuite TripleDesRsa15 { get; } = new StandardAlgorithmSuite("TripleDesRsa15", Block.TripleDes, rsa15: true);

    /// <summary>AES-256 with SHA-256 and RSA-OAEP.</summary>
    public static SecurityAlgorithmSuite Basic256Sha256 { get; } = new StandardAlgorithmSuite("Basic256Sha256", Block.Aes256, sha256: true);

    /// <summary>AES-192 with SHA-256 and RSA-OAEP.</summary>
    public static SecurityAlgorithmSuite Basic192Sha256 { get; } = new StandardAlgorithmSuite("Basic192Sha256", Block.Aes192, sha256: true);

    /// <summary>AES-128 with SHA-256 and RSA-OAEP.</summary>
    public static SecurityAlgorithmSuite Basic128Sha256 { get; } = new StandardAlgorithmSuite("Basic128Sha256", Block.Aes128, sha256: true);

    /// <summary>Triple DES with SHA-256 and RSA-OAEP.</summary>
    public static SecurityAlgorithmSuite TripleDesSha256 { get; } = new StandardAlgorithmSuite("TripleDesSha256", Block.TripleDes, sha256: true);

    /// <summary>AES-256 with SHA-256 and RSA 1.5.</summary>
    public static SecurityAlgorithmSuite Basic256Sha256Rsa15 { get; } = new StandardAlgorithmSuite("Basic256Sha256Rsa15", Block.Aes256, sha256: true, rsa15: true);

    /// <summary>AES-192 with SHA-256 and RSA 1.5.</summary>
    public static SecurityAlgorithmSuite Basic192Sha256Rsa15 { get; } = new StandardAlgorithmSuite("Basic192Sha256Rsa15", Block.Aes192, sha256: true, rsa15: true);

    /// <summary>AES-128 with SHA-256 and RSA 1.5.</summary>
    public static SecurityAlgorithmSuite Basic128Sha256Rsa15 { get; } = new StandardAlgorithmSuite("Basic128Sha256Rsa15", Block.Aes128, sha256: true, rsa15: true);

    /// <summary>Triple DES with SHA-256 and RSA 1.5.</summary>
    public static SecurityAlgorithmSuite TripleDesSha256Rsa15 { get; } = new StandardAlgorithmSuite("TripleDesSha256Rsa15", Block.TripleDes, sha256: true, rsa15: true);

    /// <summary>
    /// AES-256 in GCM, as XML-Encryption 1.1 has it, with SHA-256 and RSA-OAEP. Not one of WCF's: content is encrypted and authenticated in
    /// one, so that nothing can be learnt by sending altered cipher text. WCF does not know it.
    /// </summary>
    public static SecurityAlgorithmSuite Basic256GcmSha256 { get; } = new StandardAlgorithmSuite("Basic256GcmSha256", Block.Aes256Gcm, sha256: true);

    /// <summary>
    /// AES-128 in GCM, as XML-Encryption 1.1 has it, with SHA-256 and RSA-OAEP. Not one of WCF's: content is encrypted and authenticated in
    /// one, so that nothing can be learnt by sending altered cipher text. WCF does not know it.
    /// </summary>
    public static SecurityAlgorithmSuite Basic128GcmSha256 { get; } = new StandardAlgorithmSuite("Basic128GcmSha256", Block.Aes128Gcm, sha256: true);

    /// <summary>Creates a suite.</summary>
    protected SecurityAlgorithmSuite()
    {
    }

    /// <summary>The suite of a binding that names none: <see cref="Basic256"/>.</summary>
    public static SecurityAlgorithmSuite Default => Basic256;

    /// <summary>The identifier of the canonicalisation.</summary>
    public abstract string DefaultCanonicalizationAlgorithm { get; }

    /// <summary>The identifier of the digest.</summary>
    public abstract string DefaultDigestAlgorithm { get; }

    /// <summary>The identifier of the encryption of content.</summary>
    public abstract string DefaultEncryptionAlgorithm { get; }

    /// <summary>How long keys are that are derived for encryption, in bits.</summary>
    public abstract int DefaultEncryptionKeyDerivationLength { get; }

    /// <summary>The identifier of the encryption of keys under symmetric keys.</summary>
    public abstract string DefaultSymmetricKeyWrapAlgorithm { get; }

    /// <summary>The identifier of the encryption of keys under asymmetric keys.</summary>
    public abstract string DefaultAsymmetricKeyWrapAlgorithm { get; }

    /// <summary>The identifier of signatures with symmetric keys.</summary>
    public abstract string DefaultSymmetricSignatureAlgorithm { get; }

    /// <summary>The identifier of signatures with asymmetric keys.</summary>
    public abstract string DefaultAsymmetricSignatureAlgorithm { get; }

    /// <summary>How long keys are that are derived for signatures, in bits.</summary>
    public abstract int DefaultSignatureKeyDerivationLength { get; }

    /// <summary>How long new symmetric keys are, in bits.</summary>
    public abstract int DefaultSymmetricKeyLength { get; }

    /// <summary>Whether the suite has an algorithm for canonicalisation: the default one, unless a suite overrides this.</summary>
    /// <param name="algorithm">Its identifier.</param>
    public virtual bool IsCanonicalizationAlgorithmSupported(string algorithm) => algorithm == DefaultCanonicalizationAlgorithm;

    /// <summary>Whether the suite has an algorithm for digest: the default one, unless a suite overrides this.</summary>
    /// <param name="algorithm">Its identifier.</param>
    public virtual bool IsDigestAlgorithmSupported(string algorithm) => algorithm == DefaultDigestAlgorithm;

    /// <summary>Whether the suite has an algorithm for encryption of content: the default one, unless a suite overrides this.</summary>
    /// <param name="algorithm">Its identifier.</param>
    public virtual bool IsEncryptionAlgorithmSupported(string algorithm) => algorithm == DefaultEncryptionAlgorithm;

    /// <summary>Whether the suite has an algorithm for encryption of keys under symmetric keys: the default one, unless a suite overrides this.</summary>
    /// <param name="algorithm">Its identifier.</param>
    public virtual bool IsSymmetricKeyWrapAlgorithmSupported(string algorithm) => algorithm == DefaultSymmetricKeyWrapAlgorithm;

    /// <summary>Whether the suite has an algorithm for encryption of keys under asymmetric keys: the default one, unless a suite overrides this.</summary>
    /// <param name="algorithm">Its identifier.</param>
    public virtual bool IsAsymmetricKeyWrapAlgorithmSupported(string algorithm) => algorithm == DefaultAsymmetricKeyWrapAlgorithm;

    /// <summary>Whether the suite has an algorithm for signatures with symmetric keys: the default one, unless a suite overrides this.</summary>
    /// <param name="algorithm">Its identifier.</param>
    public virtual bool IsSymmetricSignatureAlgorithmSupported(string algorithm) => algorithm == DefaultSymmetricSignatureAlgorithm;

    /// <summary>Whether the suite has an algorithm for signatures with asymmetric keys: the default one, unless a suite overrides this.</summary>
    /// <param name="algorithm">Its identifier.</param>
    public virtual bool IsAsymmetricSignatureAlgorithmSupported(string algorithm) => algorithm == DefaultAsymmetricSignatureAlgorithm;

    /// <summary>Whether the suite has an algorithm for deriving keys for encryption: P_SHA1, unless a suite overrides this.</summary>
    /// <param name="algorithm">Its identifier, of WS-SecureConversation of February 2005 or 1.3.</param>
    public virtual bool IsEncryptionKeyDerivationAlgorithmSupported(string algorithm) =>
        algorithm is SecurityAlgorithms.Psha1KeyDerivationFebruary2005 or SecurityAlgorithms.Psha1KeyDerivation13;

    /// <summary>Whether the suite has an algorithm for deriving keys for signatures: P_SHA1, unless a suite overrides this.</summary>
    /// <param name="algorithm">Its identifier, of WS-SecureConversation of February 2005 or 1.3.</param>
    public virtual bool IsSignatureKeyDerivationAlgorithmSupported(string algorithm) =>
        algorithm is SecurityAlgorithms.Psha1KeyDerivationFebruary2005 or SecurityAlgorithms.Psha1KeyDerivation13;

    /// <summary>Whether symmetric keys may have a length.</summary>
    /// <param name="length">In bits.</param>
    public abstract bool IsSymmetricKeyLengthSupported(int length);

    /// <summary>Whether asymmetric keys may have a length.</summary>
    /// <param name="length">In bits; suites here take 1024 to 4096.</param>
    public abstract bool IsAsymmetricKeyLengthSupported(int length);
}
