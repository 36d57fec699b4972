using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley;
using Parley.Description;
using Parley.IdentityModel.Selectors;
using Parley.Security;

namespace Parley.LoadBench;

/// <summary>What the secured scenarios show: certificates that the client process makes, in the folder that both processes know.</summary>
internal sealed class Credentials
{
    private const string User = "alice";
    private const string Password = "wonderland";

    private readonly X509Certificate2 _service;
    private readonly X509Certificate2 _client;

    private Credentials(string folder)
    {
        _service = X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(folder, "service.pfx"), null);
        _client = X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(folder, "client.pfx"), null);
    }

    /// <summary>Makes the certificates.</summary>
    public static void Create(string folder)
    {
        Create(folder, "service", "CN=localhost");
        Create(folder, "client", "CN=alice");
    }

    public static Credentials Load(string folder) => new(folder);

    /// <summary>Gives a factory what the client shows, and the service's certificate.</summary>
    public void Use<T>(ChannelFactory<T> factory)
        where T : class
    {
        var credentials = factory.Credentials;
        credentials.ServiceCertificate.DefaultCertificate = _service;
        credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        credentials.ServiceCertificate.SslCertificateAuthentication = new X509ServiceCertificateAuthentication { CertificateValidationMode = X509CertificateValidationMode.None };
        credentials.ClientCertificate.Certificate = _client;
        credentials.UserName.UserName = User;
        credentials.UserName.Password = Password;
    }

    /// <summary>Gives a host its certificate, and says whom it trusts.</summary>
    public void Use(ServiceHost host)
    {
        host.Credentials.ServiceCertificate.Certificate = _service;
        host.Credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.None;
        host.Credentials.UserNameAuthentication.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        host.Credentials.UserNameAuthentication.CustomUserNamePasswordValidator = new Users();
    }

    private static void Create(string folder, string name, string subject)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllBytes(Path.Combine(folder, name + ".pfx"), certificate.Export(X509ContentType.Pkcs12));
    }

    private sealed class Users : UserNamePasswordValidator
    {
        public override void Validate(string userName, string password)
        {
            if (userName != User || password != Password)
            {
                throw new IdentityModel.Tokens.SecurityTokenValidationException("Nobody has this name and password.");
            }
        }
    }
}
