using System.Security.Cryptography.X509Certificates;
using Parley.Channels;

namespace Parley.Security;

/// <summary>What a service signs and decrypts with, and the client's certificate that it knows before a message has come.</summary>
internal sealed class ServiceKeys(CertificateKeys? service, X509Certificate2? client) : IDisposable
{
    /// <summary>The service's certificate; null when it has none, and needs none.</summary>
    public CertificateKeys? Service => service;

    /// <summary>The client's certificate, where it is known before a message has come; null for none.</summary>
    public X509Certificate2? Client => client;

    /// <summary>Finds the certificates.</summary>
    /// <param name="policy">The service's policy.</param>
    /// <param name="isRequired">Whether the binding needs the service's certificate.</param>
    /// <exception cref="InvalidOperationException">The service has no certificate, and needs one.</exception>
    public static ServiceKeys Create(SecurityPolicy policy, bool isRequired)
    {
        var certificate = policy.ServiceCredentials?.ServiceCertificate.Certificate;
        if (certificate is null && isRequired)
        {
            throw new InvalidOperationException(
                "The binding encrypts for the service's certificate, but the service has none. Set ServiceCredentials.ServiceCertificate of the host.");
        }

        return new ServiceKeys(
            certificate is not null && isRequired ? new CertificateKeys(certificate, "service") : null, policy.ServiceCredentials?.ClientCertificate.Certificate);
    }

    /// <summary>The keys by which one message may be protected.</summary>
    public TokenResolver CreateResolver() => new(service, client, null);

    /// <inheritdoc/>
    public void Dispose() => service?.Dispose();
}
