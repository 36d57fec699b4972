using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.Channels;

/// <summary>The service's side of TLS on one connection.</summary>
/// <param name="certificate">What the service shows.</param>
/// <param name="protocols">The versions of TLS that may be used.</param>
/// <param name="clientValidator">Judges the client's certificate; null when none is asked for.</param>
internal sealed class SslStreamUpgradeAcceptor(
    SslStreamCertificateContext certificate, SslProtocols protocols, X509CertificateValidator? clientValidator) : StreamUpgradeAcceptor
{
    private Exception? _refusal;
    private ServiceSecurityContext? _remoteSecurity;

    public override bool CanUpgrade(string contentType) => contentType == SslStreamSecurityBindingElement.UpgradeName;

    public override async ValueTask<Stream> AcceptUpgradeAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        var ssl = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await ssl.AuthenticateAsServerAsync(CreateOptions(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            await ssl.DisposeAsync().ConfigureAwait(false);
            throw new SecurityNegotiationException(
                $"TLS with the client could not be established: {(_refusal ?? exception).Message}", _refusal ?? exception);
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

    private SslServerAuthenticationOptions CreateOptions() =>
        new()
        {
            ServerCertificateContext = certificate,
            EnabledSslProtocols = protocols,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            ClientCertificateRequired = clientValidator is not null,
            RemoteCertificateValidationCallback = clientValidator is null
                ? null
                : (_, client, chain, _) => Judge(client as X509Certificate2, chain, clientValidator),
        };

    private bool Judge(X509Certificate2? client, X509Chain? chain, X509CertificateValidator validator)
    {
        if (client is null)
        {
            _refusal = new SecurityTokenValidationException("The client showed no certificate.");
            return false;
        }

        try
        {
            validator.Validate(client, CertificateUse.Client, chain?.ChainPolicy.ExtraStore);
        }
        catch (SecurityTokenException exception)
        {
            _refusal = exception;
            return false;
        }

        _remoteSecurity = new ServiceSecurityContext(CertificateIdentity.Create(client));
        return true;
    }
}
