using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.Channels.Tests.Security;

public sealed class CredentialTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-credentials").FullName;
    private readonly X509Certificate2 _certificate = Create();

    [Fact]
    public void Certificates_come_from_PFX_and_PEM_files_with_their_keys()
    {
        File.WriteAllBytes(InFolder("it.pfx"), _certificate.Export(X509ContentType.Pfx, "word"));
        File.WriteAllText(InFolder("it.pem"), _certificate.ExportCertificatePem());
        File.WriteAllText(InFolder("it.key"), _certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var client = new X509CertificateInitiatorClientCredential();
        client.SetCertificateFromFile(InFolder("it.pfx"), "word");
        Assert.Equal(_certificate.Thumbprint, client.Certificate!.Thumbprint);
        Assert.True(client.Certificate.HasPrivateKey);
        var service = new X509CertificateRecipientServiceCredential();
        service.SetCertificateFromPemFile(InFolder("it.pem"), InFolder("it.key"));
        Assert.Equal(_certificate.Thumbprint, service.Certificate!.Thumbprint);
        Assert.True(service.Certificate.HasPrivateKey);
    }

    [Fact]
    public void Public_certificates_come_from_PEM_and_DER_files()
    {
        File.WriteAllText(InFolder("it.pem"), _certificate.ExportCertificatePem());
        File.WriteAllBytes(InFolder("it.cer"), _certificate.Export(X509ContentType.Cert));
        var recipient = new X509CertificateRecipientClientCredential();
        recipient.SetDefaultCertificateFromFile(InFolder("it.pem"));
        Assert.Equal(_certificate.Thumbprint, recipient.DefaultCertificate!.Thumbprint);
        var address = new Uri("http://localhost/x");
        recipient.SetScopedCertificateFromFile(InFolder("it.cer"), address);
        Assert.Equal(_certificate.Thumbprint, recipient.ScopedCertificates[address].Thumbprint);
        var initiator = new X509CertificateInitiatorServiceCredential();
        initiator.SetCertificateFromFile(InFolder("it.cer"));
        Assert.Equal(_certificate.Thumbprint, initiator.Certificate!.Thumbprint);
    }

    [Fact]
    public void A_certificate_without_its_key_is_refused_where_a_key_is_needed_and_the_file_is_named()
    {
        File.WriteAllText(InFolder("alone.pem"), _certificate.ExportCertificatePem());
        var error = Assert.Throws<CryptographicException>(() => new X509CertificateRecipientServiceCredential().SetCertificateFromPemFile(InFolder("alone.pem")));
        Assert.Contains("alone.pem", error.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<CryptographicException>(() => new X509CertificateInitiatorClientCredential().SetCertificateFromFile(InFolder("alone.pem")));
    }

    [Fact]
    public async Task A_user_is_who_the_validator_says()
    {
        var users = new UserNamePasswordServiceCredential { AsyncUserNamePasswordValidator = new Alice() };
        var identity = await users.AuthenticateAsync("alice", "wonderland", TestContext.Current.CancellationToken);
        Assert.Equal(("alice", nameof(Alice), true), (identity.Name, identity.AuthenticationType, identity.IsAuthenticated));
        await Assert.ThrowsAsync<SecurityTokenValidationException>(() => users.AuthenticateAsync("alice", "x", TestContext.Current.CancellationToken).AsTask());
        await Assert.ThrowsAsync<SecurityTokenValidationException>(() => users.AuthenticateAsync("alice", null, TestContext.Current.CancellationToken).AsTask());
        users.ThrowIfNobodyChecks();
    }

    [Fact]
    public async Task WCFs_validator_goes_first_in_the_mode_Custom()
    {
        var users = new UserNamePasswordServiceCredential
        {
            AsyncUserNamePasswordValidator = new Alice(),
            CustomUserNamePasswordValidator = UserNamePasswordValidator.None,
            UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom,
        };
        Assert.Equal("bob", (await users.AuthenticateAsync("bob", "any", TestContext.Current.CancellationToken)).Name);
        users.CustomUserNamePasswordValidator = null;
        await Assert.ThrowsAsync<SecurityTokenValidationException>(() => users.AuthenticateAsync("bob", "any", TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public void Settings_by_which_nobody_checks_are_refused_by_name()
    {
        var users = new UserNamePasswordServiceCredential();
        Assert.Contains("CustomUserNamePasswordValidator", Assert.Throws<NotSupportedException>(users.ThrowIfNobodyChecks).Message, StringComparison.Ordinal);
        users.UserNamePasswordValidationMode = UserNamePasswordValidationMode.Custom;
        Assert.Contains("CustomUserNamePasswordValidator", Assert.Throws<InvalidOperationException>(users.ThrowIfNobodyChecks).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _certificate.Dispose();
    }

    private string InFolder(string name) => Path.Combine(_folder, name);

    private static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        var made = new CertificateRequest("CN=it", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using (made)
        {
            return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
    }

    private sealed class Alice : IUserNamePasswordValidator
    {
        public ValueTask<bool> ValidateAsync(string userName, string password, CancellationToken cancellationToken) =>
            new(userName == "alice" && password == "wonderland");
    }
}
