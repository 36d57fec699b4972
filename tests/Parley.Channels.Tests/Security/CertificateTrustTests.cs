using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Selectors;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.Channels.Tests.Security;

/// <summary>Where certificates are found, and which are trusted in which mode. Uses the user's own stores, for certificates made for a test alone.</summary>
public sealed class CertificateTrustTests
{
    [Fact]
    public void A_peer_is_trusted_while_the_store_of_trusted_people_has_it()
    {
        using var certificate = Create(NewName());
        var modes = new[] { X509CertificateValidationMode.PeerTrust, X509CertificateValidationMode.PeerOrChainTrust };
        using (new Stored(StoreName.TrustedPeople, certificate))
        {
            foreach (var mode in modes)
            {
                Validator(mode).Validate(certificate);
            }

            Assert.Throws<SecurityTokenValidationException>(() => Validator(X509CertificateValidationMode.ChainTrust).Validate(certificate));
        }

        foreach (var mode in modes)
        {
            Assert.Contains(
                certificate.Thumbprint, Assert.Throws<SecurityTokenValidationException>(() => Validator(mode).Validate(certificate)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_trusted_peer_out_of_its_time_is_refused()
    {
        using var expired = Create(NewName(), DateTimeOffset.UtcNow.AddDays(-1));
        using var stored = new Stored(StoreName.TrustedPeople, expired);
        Assert.Throws<SecurityTokenValidationException>(() => Validator(X509CertificateValidationMode.PeerTrust).Validate(expired));
        Assert.Throws<SecurityTokenValidationException>(() => Validator(X509CertificateValidationMode.PeerOrChainTrust).Validate(expired));
    }

    [Fact]
    public void No_validation_takes_all_and_a_validator_of_one_s_own_decides_alone()
    {
        using var certificate = Create(NewName());
        Validator(X509CertificateValidationMode.None).Validate(certificate);
        var settings = new X509ClientCertificateAuthentication { CertificateValidationMode = X509CertificateValidationMode.Custom };
        Assert.Contains("CustomCertificateValidator", Assert.Throws<InvalidOperationException>(settings.CreateValidator).Message, StringComparison.Ordinal);
        settings.CustomCertificateValidator = new Nobody();
        Assert.Throws<SecurityTokenValidationException>(() => settings.CreateValidator().Validate(certificate));
    }

    [Fact]
    public void The_modes_have_WCF_s_defaults()
    {
        var service = new X509ClientCertificateAuthentication();
        var client = new X509ServiceCertificateAuthentication();
        Assert.Equal(
            (X509CertificateValidationMode.ChainTrust, X509RevocationMode.Online, StoreLocation.LocalMachine), (service.CertificateValidationMode, service.RevocationMode, service.TrustedStoreLocation));
        Assert.Equal(
            (X509CertificateValidationMode.ChainTrust, X509RevocationMode.Online, StoreLocation.CurrentUser), (client.CertificateValidationMode, client.RevocationMode, client.TrustedStoreLocation));
    }

    [Fact]
    public void Each_credential_finds_its_certificate_in_a_store()
    {
        var name = NewName();
        using var certificate = Create(name);
        using var stored = new Stored(StoreName.My, certificate);
        var service = new X509CertificateRecipientServiceCredential();
        service.SetCertificate(StoreLocation.CurrentUser, StoreName.My, X509FindType.FindByThumbprint, certificate.Thumbprint);
        var client = new X509CertificateInitiatorClientCredential();
        client.SetCertificate($"CN={name}", StoreLocation.CurrentUser, StoreName.My);
        var known = new X509CertificateInitiatorServiceCredential();
        known.SetCertificate(StoreLocation.CurrentUser, StoreName.My, X509FindType.FindBySubjectName, name);
        var recipient = new X509CertificateRecipientClientCredential();
        var address = new Uri("http://localhost/x");
        recipient.SetDefaultCertificate($"CN={name}", StoreLocation.CurrentUser, StoreName.My);
        recipient.SetScopedCertificate(StoreLocation.CurrentUser, StoreName.My, X509FindType.FindBySerialNumber, certificate.SerialNumber, address);
        Assert.All(
            [service.Certificate, client.Certificate, known.Certificate, recipient.DefaultCertificate, recipient.ScopedCertificates[address]],
            found => Assert.Equal(certificate.Thumbprint, found?.Thumbprint));
    }

    [Fact]
    public void None_and_several_are_told_by_what_was_looked_for()
    {
        var name = NewName();
        var credential = new X509CertificateInitiatorClientCredential();
        Assert.Contains(name, Find().Message, StringComparison.Ordinal);
        using var first = Create(name);
        using var second = Create(name);
        using var stored = new Stored(StoreName.My, first, second);
        Assert.Contains("2 certificates", Find().Message, StringComparison.Ordinal);

        InvalidOperationException Find() => Assert.Throws<InvalidOperationException>(() => credential.SetCertificate($"CN={name}", StoreLocation.CurrentUser, StoreName.My));
    }

    private static X509CertificateValidator Validator(X509CertificateValidationMode mode) => new X509ServiceCertificateAuthentication
    {
        CertificateValidationMode = mode,
        RevocationMode = X509RevocationMode.NoCheck,
    }.CreateValidator();

    private static string NewName() => $"parley-test-{Guid.NewGuid():N}";

    private static X509Certificate2 Create(string name, DateTimeOffset? notAfter = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-30), notAfter ?? DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadCertificate(certificate.RawData);
    }

    /// <summary>Certificates in a store of the user's for as long as it is not disposed.</summary>
    private sealed class Stored : IDisposable
    {
        private readonly StoreName _name;
        private readonly X509Certificate2Collection _certificates;

        public Stored(StoreName name, params X509Certificate2[] certificates)
        {
            _name = name;
            _certificates = [.. certificates];
            using var store = Open();
            store.AddRange(_certificates);
        }

        public void Dispose()
        {
            using var store = Open();
            store.RemoveRange(_certificates);
        }

        private X509Store Open()
        {
            var store = new X509Store(_name, StoreLocation.CurrentUser);
            store.Open(OpenFlags.ReadWrite);
            return store;
        }
    }

    private sealed class Nobody : X509CertificateValidator
    {
        public override void Validate(X509Certificate2 certificate) => throw new SecurityTokenValidationException("Nobody.");
    }
}
