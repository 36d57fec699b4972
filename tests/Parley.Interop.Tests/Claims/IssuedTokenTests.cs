using System.Security.Claims;
using Parley.Claims.Tests.Saml;
using Parley.Interop.Tests.Peers;

namespace Parley.Interop.Tests.Claims;

/// <summary>xmlsec1 verifies the signatures of the SAML tokens that we issue.</summary>
public sealed class IssuedTokenTests
{
    private readonly SamlWorld _world = new();

    [Theory]
    [InlineData(SamlWorld.Saml11, "AssertionID")]
    [InlineData(SamlWorld.Saml20, "ID")]
    public async Task Xmlsec1_verifies_the_signature_of_an_issued_token(string version, string id)
    {
        Assert.SkipUnless(PeerProcess.IsOnPath("xmlsec1"), "xmlsec1 is not installed (Debian package xmlsec1)");
        var subject = SamlWorld.Alice();
        subject.AddClaim(new Claim("http://schemas.example/claims/odd", "é€😀\r\n\t <&>\"'", "http://schemas.example/types#odd", "LOCAL AUTHORITY", "elsewhere"));
        subject.Actor = SamlWorld.Alice();
        var issued = _world.Issue(version, subject);

        await VerifyAsync(version, id, issued, isRight: true);
        await VerifyAsync(version, id, issued.Replace(">member<", ">admin<", StringComparison.Ordinal), isRight: false);
    }

    private static async Task VerifyAsync(string version, string id, string token, bool isRight)
    {
        var folder = Directory.CreateTempSubdirectory("saml");
        try
        {
            var file = Path.Combine(folder.FullName, "token.xml");
            var certificate = Path.Combine(folder.FullName, "certificate.pem");
            await File.WriteAllTextAsync(file, token, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(certificate, SamlWorld.ServiceCertificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
            var (exitCode, process) = await PeerProcess.RunAsync(
                "xmlsec1", "--verify", "--enabled-reference-uris", "same-doc", "--pubkey-cert-pem", certificate, $"--id-attr:{id}", $"{version}:Assertion", file);
            Assert.True(exitCode == 0 == isRight, process.Output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
