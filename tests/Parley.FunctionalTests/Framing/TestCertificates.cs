using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.FunctionalTests.Framing;

/// <summary>An authority and certificates of its making.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly X509Certificate2 _authority = CreateAuthority();

    public TestCertificates()
    {
        Service = Issue("CN=localhost");
        Client = Issue("CN=alice");
    }

    public static TestCertificates Shared { get; } = new();

    public X509Certificate2 Authority => _authority;

    public X509Certificate2 Service { get; }

    public X509Certificate2 Client { get; }

    public void Dispose()
    {
        Service.Dispose();
        Client.Dispose();
        _authority.Dispose();
    }

    private static X509Certificate2 CreateAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Parley test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>Makes a certificate.</summary>
    /// <param name="subject">Whose: <c>CN=</c> and a host name.</param>
    /// <param name="purposes">The extended key usages that it states; none to state nothing.</param>
    public X509Certificate2 Issue(string subject, params string[] purposes)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(subject[3..]);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        if (purposes.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. purposes.Select(purpose => new Oid(purpose))], critical: false));
        }

        var serial = new byte[8];
        RandomNumberGenerator.Fill(serial);
        using var bare = request.Create(_authority, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddHours(12), serial);
        using var withKey = bare.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
