using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Channels;
using Parley.Security;

namespace Parley.Transports.Tests.Upgrades;

public sealed class DefaultIdentityVerifierTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("elsewhere.example", false)]
    [InlineData("no host name", false)]
    [InlineData("contoso\\alice", false)]
    [InlineData("", false)]
    public void A_dns_identity_is_compared_with_the_names_of_the_certificate_whatever_it_is(string name, bool matches)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        Assert.Equal(matches, IdentityVerifier.CreateDefault().CheckAccess(EndpointIdentity.CreateDnsIdentity(name), certificate));
    }
}
