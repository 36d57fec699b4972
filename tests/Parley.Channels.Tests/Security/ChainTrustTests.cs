using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Tokens;
using Parley.Security;

namespace Parley.Channels.Tests.Security;

public sealed class ChainTrustTests
{
    [Fact]
    public void A_certificate_does_not_make_its_judge_call_an_address_of_its_choice()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var authorityKey = RSA.Create(2048);
        var authority = new CertificateRequest("CN=Unknown authority", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var issuer = authority.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=alice", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(
            ocspUris: null, caIssuersUris: [$"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/issuer.cer"]));
        using var certificate = request.Create(issuer, DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddHours(1), [1]);
        var authentication = new X509ClientCertificateAuthentication();
        authentication.RevocationMode = X509RevocationMode.NoCheck;

        Assert.Throws<SecurityTokenValidationException>(() => authentication.CreateValidator().Validate(certificate));
        Assert.False(listener.Pending());
    }
}
