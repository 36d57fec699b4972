using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.FunctionalTests.Http;

/// <summary>Certificates that exist for one test run: one of the service on this machine, one of a client.</summary>
internal static class TestCertificates
{
    public static X509Certificate2 Service { get; } = Create("CN=localhost");

    public static X509Certificate2 Alice { get; } = Create("CN=alice");

    public static X509Certificate2 Mallory { get; } = Create("CN=mallory");

    private static X509Certificate2 Create(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        // A key that lives in memory alone cannot serve TLS on every platform.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
