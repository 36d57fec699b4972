using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace Parley.Security.Tests.Exchange;

/// <summary>Certificates and passwords of the tests.</summary>
internal static class TestCredentials
{
    public const string Password = "Pa$$w0rd-of-alice";

    public static X509Certificate2 Service { get; } = Create("localhost");

    public static X509Certificate2 Alice { get; } = Create("alice");

    public static X509Certificate2 Mallory { get; } = Create("mallory");

    public static X509Certificate2 Create(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), DateTimeOffset.UtcNow.AddDays(300));
    }

    /// <summary>Its public half.</summary>
    public static X509Certificate2 PublicOf(X509Certificate2 certificate) => X509CertificateLoader.LoadCertificate(certificate.RawData);

    /// <summary>A client that knows the service's certificate and shows what it has.</summary>
    public static ClientSide Client(X509Certificate2? certificate = null, string? user = "alice", string? password = Password)
    {
        var credentials = new ClientSide();
        credentials.ClientCertificate.Certificate = certificate ?? Alice;
        credentials.ServiceCertificate.DefaultCertificate = PublicOf(Service);
        credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        credentials.UserName.UserName = user;
        credentials.UserName.Password = password;
        return credentials;
    }

    /// <summary>A service that knows Alice, by certificate and by password.</summary>
    public static ServiceSide ServiceOf(X509Certificate2? certificate = null)
    {
        var credentials = new ServiceSide();
        credentials.ServiceCertificate.Certificate = certificate ?? Service;
        credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
        credentials.ClientCertificate.Authentication.CustomCertificateValidator = new OnlyAlice();
        credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new PasswordOfAlice();
        return credentials;
    }

    /// <summary>The client's.</summary>
    public sealed class ClientSide : SecurityCredentialsManager, IClientCredentials
    {
        public X509CertificateInitiatorClientCredential ClientCertificate { get; } = new();

        public X509CertificateRecipientClientCredential ServiceCertificate { get; } = new();

        public UserNamePasswordClientCredential UserName { get; } = new();

        public WindowsClientCredential Windows { get; } = new();

        public HttpDigestClientCredential HttpDigest { get; } = new();
    }

    /// <summary>The service's.</summary>
    public sealed class ServiceSide : SecurityCredentialsManager, IServiceCredentials
    {
        public X509CertificateRecipientServiceCredential ServiceCertificate { get; } = new();

        public X509CertificateInitiatorServiceCredential ClientCertificate { get; } = new();

        public UserNamePasswordServiceCredential UserNameAuthentication { get; } = new();
    }

    private sealed class OnlyAlice : X509CertificateValidator
    {
        public override void Validate(X509Certificate2 certificate)
        {
            if (certificate.Thumbprint != Alice.Thumbprint)
            {
                throw new SecurityTokenValidationException("Not Alice.");
            }
        }
    }

    private sealed class PasswordOfAlice : UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
            if (userName != "alice" || password != Password)
            {
                throw new SecurityTokenValidationException("Not Alice's password.");
            }
        }
    }
}
