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

    [Theory]
    [InlineData("Order Service", null, true)]
    [InlineData("order service", null, true)]
    [InlineData("Other Service", null, false)]
    [InlineData("Order Service", "orders.example", false)]
    public void A_name_that_no_host_can_have_is_compared_with_the_subject_of_a_certificate_that_names_no_host(string name, string? host, bool matches)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Order Service, OU=Other Service", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (host is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(host);
            request.CertificateExtensions.Add(names.Build());
        }

        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Assert.Equal(matches, IdentityVerifier.CreateDefault().CheckAccess(EndpointIdentity.CreateDnsIdentity(name), certificate));
    }
}
