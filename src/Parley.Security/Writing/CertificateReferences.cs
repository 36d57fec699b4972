using System.Security.Cryptography.X509Certificates;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>References to certificates that are not in the message. WS-Security X.509 Token Profile 1.1, section 3.2.</summary>
internal static class CertificateReferences
{
    public static TokenReference Create(X509Certificate2 certificate, X509KeyIdentifierClauseType kind, ProtectionProfile profile) => kind switch
    {
        X509KeyIdentifierClauseType.Thumbprint => Thumbprint(certificate, profile),
        X509KeyIdentifierClauseType.IssuerSerial => new IssuerSerialReference(certificate),
        X509KeyIdentifierClauseType.SubjectKeyIdentifier => SubjectKey(certificate, profile)
            ?? throw new InvalidOperationException($"The certificate '{certificate.Subject}' has no subject key identifier. Refer to it by issuer and serial number."),
        X509KeyIdentifierClauseType.RawDataKeyIdentifier => new KeyIdentifierReference(SecurityNames.X509Token, certificate.RawData, profile.IsExplicit),
        _ => profile.IsSecurity11 ? Thumbprint(certificate, profile) : (TokenReference?)SubjectKey(certificate, profile) ?? new IssuerSerialReference(certificate),
    };

    private static KeyIdentifierReference Thumbprint(X509Certificate2 certificate, ProtectionProfile profile) =>
        new(SecurityNames.Thumbprint, certificate.GetCertHash(), profile.IsExplicit);

    private static KeyIdentifierReference? SubjectKey(X509Certificate2 certificate, ProtectionProfile profile) =>
        certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault() is { } extension
            ? new KeyIdentifierReference(SecurityNames.SubjectKeyIdentifier, extension.SubjectKeyIdentifierBytes.ToArray(), profile.IsExplicit)
            : null;
}
