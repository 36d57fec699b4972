using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;

namespace SecureSession;

/// <summary>Certificates that are made on the spot and signed by themselves: each side trusts exactly the other's.</summary>
internal static class Certificates
{
    internal static void Make(string folder, string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DataEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, name + ".pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, name + ".key"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Trusts one certificate and no other.</summary>
    internal sealed class Only(string file) : X509CertificateValidator
    {
        private readonly string _thumbprint = X509CertificateLoader.LoadCertificateFromFile(file).Thumbprint;

        public override void Validate(X509Certificate2 certificate)
        {
            if (certificate.Thumbprint != _thumbprint)
            {
                throw new SecurityTokenValidationException($"The certificate {certificate.Subject} is not the one that is expected.");
            }
        }
    }
}
