using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.Channels;

/// <summary>The client's half of TLS, for all connections of a factory.</summary>
internal sealed class SslClientUpgradeProvider(
    SslStreamSecurityBindingElement element, IDefaultCommunicationTimeouts timeouts, IClientCredentials? credentials)
    : StreamUpgradeProvider(timeouts)
{
    private X509CertificateValidator _validator = X509CertificateValidator.ChainTrust;
    private bool _validatorIsTheUsers;

    public override StreamUpgradeInitiator CreateUpgradeInitiator(EndpointAddress remoteAddress, Uri via)
    {
        // A trusted certificate proves that somebody is who he says, not that he is the service. The user's own rule may say it all.
        if (!_validatorIsTheUsers
            && element.IdentityVerifier is DefaultIdentityVerifier verifier
            && !verifier.TryGetIdentity(remoteAddress, out _))
        {
            throw new InvalidOperationException(
                $"The address '{remoteAddress.Uri}' has no host name that the certificate of the service could prove. Set an EndpointIdentity: new EndpointAddress(uri, EndpointIdentity.CreateDnsIdentity(\"…\")) with the name in the certificate. Or decide with a CustomCertificateValidator.");
        }

        var certificate = element.RequireClientCertificate ? credentials?.ClientCertificate.Certificate : null;
        return element.RequireClientCertificate && certificate is null
            ? throw new InvalidOperationException(
                $"The binding for '{via}' says that the client shows a certificate, but none is set. Set ClientCredentials.ClientCertificate.")
            : new SslStreamUpgradeInitiator(remoteAddress, via, certificate, element.SslProtocols, element.IdentityVerifier, _validator);
    }

    public override StreamUpgradeAcceptor CreateUpgradeAcceptor() =>
        throw new NotSupportedException("This is the client's half of the upgrade.");

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        var authentication = credentials?.ServiceCertificate.SslCertificateAuthentication ?? credentials?.ServiceCertificate.Authentication;
        _validator = authentication?.CreateValidator() ?? X509CertificateValidator.ChainTrust;
        _validatorIsTheUsers = authentication?.CertificateValidationMode == X509CertificateValidationMode.Custom;
        return default;
    }
}
