using Parley.Security;

namespace Parley.Transports.Tests.Http;

/// <summary>A client's credentials, without the service model's class for them.</summary>
internal sealed class TestClientCredentials : IClientCredentials
{
    public X509CertificateInitiatorClientCredential ClientCertificate { get; } = new();

    public X509CertificateRecipientClientCredential ServiceCertificate { get; } = new();

    public UserNamePasswordClientCredential UserName { get; } = new();

    public WindowsClientCredential Windows { get; } = new();

    public HttpDigestClientCredential HttpDigest { get; } = new();
}
