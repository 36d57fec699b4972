using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.Channels;

/// <summary>The service's half of TLS, for all connections of a listener.</summary>
internal sealed class SslServiceUpgradeProvider(
    SslStreamSecurityBindingElement element, IDefaultCommunicationTimeouts timeouts, IServiceCredentials? credentials)
    : StreamUpgradeProvider(timeouts)
{
    private SslStreamCertificateContext? _certificate;
    private X509CertificateValidator _validator = X509CertificateValidator.ChainTrust;

    public override StreamUpgradeAcceptor CreateUpgradeAcceptor() =>
        new SslStreamUpgradeAcceptor(
            _certificate ?? throw new InvalidOperationException("The upgrade is not open."),
            element.SslProtocols,
            element.RequireClientCertificate ? _validator : null);

    public override StreamUpgradeInitiator CreateUpgradeInitiator(EndpointAddress remoteAddress, Uri via) =>
        throw new NotSupportedException("This is the service's half of the upgrade.");

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        var certificate = credentials?.ServiceCertificate.Certificate ?? throw new InvalidOperationException(
            "Transport security needs a service certificate, but none is set. Set ServiceCredentials.ServiceCertificate.");
        if (!certificate.HasPrivateKey)
        {
            throw new InvalidOperationException(
                $"The service certificate '{certificate.Subject}' has no private key, or this process may not use it.");
        }

        _certificate = SslStreamCertificateContext.Create(certificate, null, offline: true);
        _validator = credentials.ClientCertificate.Authentication.CreateValidator();
        return default;
    }
}
