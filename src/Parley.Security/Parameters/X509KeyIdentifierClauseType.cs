namespace Parley.Security.Tokens;

/// <summary>How a certificate is referred to that is not in the message. WCF documentation: X509KeyIdentifierClauseType.</summary>
public enum X509KeyIdentifierClauseType
{
    /// <summary>As the version of WS-Security and the certificate allow: thumbprint in 1.1; subject key identifier, else issuer and serial number, in 1.0.</summary>
    Any,

    /// <summary>By the SHA-1 hash of the certificate. WS-Security 1.1 only.</summary>
    Thumbprint,

    /// <summary>By the issuer's name and the serial number.</summary>
    IssuerSerial,

    /// <summary>By the certificate's subject key identifier.</summary>
    SubjectKeyIdentifier,

    /// <summary>By the whole certificate.</summary>
    RawDataKeyIdentifier,
}
