using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.Channels;

/// <summary>The client's side of TLS on one connection.</summary>
internal sealed class SslStreamUpgradeInitiator(
    EndpointAddress remoteAddress,
    Uri via,
    X509Certificate2? clientCertificate,
    SslProtocols protocols,
    IdentityVerifier identityVerifier,
    X509CertificateValidator validator) : StreamUpgradeInitiator
{
    private bool _asked;
    private Exception? _refusal;
    private ServiceSecurityContext? _remoteSecurity;

    public override string? GetNextUpgrade()
    {
        if (_asked)
        {
            return null;
        }

        _asked = true;
        return SslStreamSecurityBindingElement.UpgradeName;
    }

    public override async ValueTask<Stream> InitiateUpgradeAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        var ssl = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await ssl.AuthenticateAsClientAsync(CreateOptions(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            await ssl.DisposeAsync().ConfigureAwait(false);
            throw _refusal is MessageSecurityException refusal
                ? refusal
                : new SecurityNegotiationException(
                    $"TLS with '{via}' could not be established: {(_refusal ?? exception).Message}"
                    + (_refusal is null ? string.Empty : " If the service's certificate is to be trusted here, see ClientCredentials.ServiceCertificate.Authentication."),
                    _refusal ?? exception);
        }
        catch
        {
            await ssl.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return ssl;
    }

    public override SecurityMessageProperty? GetRemoteSecurity() =>
        _remoteSecurity is null ? null : new SecurityMessageProperty(_remoteSecurity);

    private SslClientAuthenticationOptions CreateOptions() =>
        new()
        {
            TargetHost = via.IdnHost,
            EnabledSslProtocols = protocols,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            ClientCertificateContext = clientCertificate is null
                ? null
                : SslStreamCertificateContext.Create(clientCertificate, null, offline: true),
            RemoteCertificateValidationCallback = (_, certificate, chain, _) => Judge(certificate as X509Certificate2, chain),
        };

    private bool Judge(X509Certificate2? certificate, X509Chain? chain)
    {
        if (certificate is null)
        {
            _refusal = new SecurityTokenValidationException("The service showed no certificate.");
            return false;
        }

        try
        {
            validator.Validate(certificate, CertificateUse.Server, chain?.ChainPolicy.ExtraStore);
        }
        catch (SecurityTokenException exception)
        {
            _refusal = exception;
            return false;
        }

        if (identityVerifier.TryGetIdentity(remoteAddress, out var identity) && !identityVerifier.CheckAccess(identity, certificate))
        {
            _refusal = new MessageSecurityException(
                $"The service at '{via}' is not who it should be: its certificate '{certificate.Subject}' does not prove the identity '{identity}'. If the service is the right one, give the endpoint's address the identity that it has, such as EndpointIdentity.CreateDnsIdentity(\"{certificate.GetNameInfo(X509NameType.DnsName, false)}\").");
            return false;
        }

        _remoteSecurity = new ServiceSecurityContext(CertificateIdentity.Create(certificate));
        return true;
    }
}
