namespace Parley.Security;

/// <summary>How the certificate of the other side is checked. WCF documentation: X509CertificateValidationMode.</summary>
public enum X509CertificateValidationMode
{
    /// <summary>Not at all: anybody may be at the other side. For tests only.</summary>
    None,

    /// <summary>It must be in the store TrustedPeople of the current user or the machine, and in its time of validity.</summary>
    PeerTrust,

    /// <summary>Its chain must end at a trusted authority. The default.</summary>
    ChainTrust,

    /// <summary>Either of the two is enough.</summary>
    PeerOrChainTrust,

    /// <summary>A validator of your own decides.</summary>
    Custom,
}
