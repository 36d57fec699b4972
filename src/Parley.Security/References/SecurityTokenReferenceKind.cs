namespace Parley.Security;

/// <summary>The ways in which a SecurityTokenReference names a token.</summary>
internal enum SecurityTokenReferenceKind
{
    /// <summary>By the identifier of an element in the same security header.</summary>
    Direct,

    /// <summary>By a security context's identifier, and its instance after a renewal.</summary>
    SecurityContext,

    /// <summary>By the SHA-1 digest of a certificate.</summary>
    Thumbprint,

    /// <summary>By a certificate's subject key identifier.</summary>
    SubjectKeyIdentifier,

    /// <summary>By the whole certificate.</summary>
    Certificate,

    /// <summary>By the SHA-1 digest of an encrypted key.</summary>
    EncryptedKeySha1,

    /// <summary>By a certificate's issuer and serial number.</summary>
    IssuerSerial,
}
