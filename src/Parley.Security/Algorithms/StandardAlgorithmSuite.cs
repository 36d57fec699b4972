namespace Parley.Security;

/// <summary>A suite of WS-SecurityPolicy 1.2, section 7.1, or one of ours that is made the same way.</summary>
internal sealed class StandardAlgorithmSuite : SecurityAlgorithmSuite
{
    private readonly string _name;
    private readonly Block _block;
    private readonly string _asymmetricWrap;
    private readonly bool _sha256;

    internal StandardAlgorithmSuite(string name, Block block, bool sha256 = false, bool rsa15 = false)
    {
        _name = name;
        _block = block;
        _sha256 = sha256;
        _asymmetricWrap = rsa15 ? SecurityAlgorithms.RsaV15KeyWrap : SecurityAlgorithms.RsaOaepKeyWrap;
    }

    public override string DefaultCanonicalizationAlgorithm => SecurityAlgorithms.ExclusiveC14N;

    public override string DefaultDigestAlgorithm => _sha256 ? SecurityAlgorithms.Sha256Digest : SecurityAlgorithms.Sha1Digest;

    public override string DefaultEncryptionAlgorithm => _block.Encryption;

    public override int DefaultEncryptionKeyDerivationLength => _block.Bits;

    public override string DefaultSymmetricKeyWrapAlgorithm => _block.Wrap;

    public override string DefaultAsymmetricKeyWrapAlgorithm => _asymmetricWrap;

    public override string DefaultSymmetricSignatureAlgorithm =>
        _sha256 ? SecurityAlgorithms.HmacSha256Signature : SecurityAlgorithms.HmacSha1Signature;

    public override string DefaultAsymmetricSignatureAlgorithm =>
        _sha256 ? SecurityAlgorithms.RsaSha256Signature : SecurityAlgorithms.RsaSha1Signature;

    public override int DefaultSignatureKeyDerivationLength => Math.Min(_block.Bits, 192);

    public override int DefaultSymmetricKeyLength => _block.Bits;

    public override bool IsSymmetricKeyLengthSupported(int length) => length >= _block.Bits && length <= 256 && length % 8 == 0;

    public override bool IsAsymmetricKeyLengthSupported(int length) => length is >= 1024 and <= 4096;

    public override string ToString() => _name;

    /// <summary>A block encryption, the wrap that goes with it, and the length of their keys in bits.</summary>
    internal sealed record Block(string Encryption, string Wrap, int Bits)
    {
        public static readonly Block Aes256 = new(SecurityAlgorithms.Aes256Encryption, SecurityAlgorithms.Aes256KeyWrap, 256);
        public static readonly Block Aes192 = new(SecurityAlgorithms.Aes192Encryption, SecurityAlgorithms.Aes192KeyWrap, 192);
        public static readonly Block Aes128 = new(SecurityAlgorithms.Aes128Encryption, SecurityAlgorithms.Aes128KeyWrap, 128);
        public static readonly Block TripleDes = new(SecurityAlgorithms.TripleDesEncryption, SecurityAlgorithms.TripleDesKeyWrap, 192);
        public static readonly Block Aes256Gcm = new(SecurityAlgorithms.Aes256GcmEncryption, SecurityAlgorithms.Aes256KeyWrap, 256);
        public static readonly Block Aes128Gcm = new(SecurityAlgorithms.Aes128GcmEncryption, SecurityAlgorithms.Aes128KeyWrap, 128);
    }
}
