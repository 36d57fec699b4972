using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;

namespace Parley.Security;

/// <summary>How the certificate of the other side is checked; what the client's and the service's settings have in common. WCF documentation: X509ServiceCertificateAuthentication, X509ClientCertificateAuthentication.</summary>
public abstract class X509CertificateAuthentication
{
    private X509CertificateValidationMode _certificateValidationMode = X509CertificateValidationMode.ChainTrust;

    private protected X509CertificateAuthentication()
    {
    }

    private protected X509CertificateAuthentication(X509CertificateAuthentication other)
    {
        _certificateValidationMode = other._certificateValidationMode;
        CustomCertificateValidator = other.CustomCertificateValidator;
        RevocationMode = other.RevocationMode;
        TrustedStoreLocation = other.TrustedStoreLocation;
    }

    /// <summary>How the certificate is checked. Default <see cref="X509CertificateValidationMode.ChainTrust"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public X509CertificateValidationMode CertificateValidationMode
    {
        get => _certificateValidationMode;
        set
        {
            if (!Enum.IsDefined(value))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "Not a certificate validation mode.");
            }

            _certificateValidationMode = value;
        }
    }

    /// <summary>The validator that decides in the mode <see cref="X509CertificateValidationMode.Custom"/>. Default null.</summary>
    public X509CertificateValidator? CustomCertificateValidator { get; set; }

    /// <summary>Whether authorities are asked for revoked certificates. Default <see cref="X509RevocationMode.Online"/>.</summary>
    public X509RevocationMode RevocationMode { get; set; } = X509RevocationMode.Online;

    /// <summary>Whose stores are trusted. Default <see cref="StoreLocation.LocalMachine"/> for services, <see cref="StoreLocation.CurrentUser"/> for clients.</summary>
    public StoreLocation TrustedStoreLocation { get; set; }

    /// <summary>The validator that these settings mean.</summary>
    /// <exception cref="InvalidOperationException">The mode is Custom and there is no custom validator.</exception>
    public X509CertificateValidator CreateValidator() =>
        _certificateValidationMode switch
        {
            X509CertificateValidationMode.None => X509CertificateValidator.None,
            X509CertificateValidationMode.PeerTrust => new PeerTrustValidator(TrustedStoreLocation),
            X509CertificateValidationMode.ChainTrust => new ChainTrustValidator(ChainTrustValidator.CreatePolicy(RevocationMode)),
            X509CertificateValidationMode.PeerOrChainTrust =>
                new PeerOrChainTrustValidator(new PeerTrustValidator(TrustedStoreLocation), new ChainTrustValidator(ChainTrustValidator.CreatePolicy(RevocationMode))),
            _ => CustomCertificateValidator ?? throw new InvalidOperationException(
                "The certificate validation mode is Custom, but no CustomCertificateValidator is set."),
        };
}
