using System.Diagnostics;
using System.Security.Claims;

namespace Parley.Claims.Tests.Saml;

/// <summary>xmlsec1, which others wrote, verifies the signatures of our tokens.</summary>
public sealed class XmlSecTests
{
    private readonly SamlWorld _world = new();

    public static TheoryData<string> Versions => SamlWorld.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task It_verifies_the_signature_of_an_issued_token(string version)
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(static folder => File.Exists(Path.Combine(folder, "xmlsec1"))), "xmlsec1 is not installed (Debian package xmlsec1)");
        var subject = SamlWorld.Alice();
        subject.AddClaim(new Claim("http://schemas.example/claims/odd", "é€😀\r\n\t <&>\"'", "http://schemas.example/types#odd", "LOCAL AUTHORITY", "elsewhere"));
        subject.Actor = SamlWorld.Alice();
        var issued = _world.Issue(version, subject);

        Assert.Equal(0, await VerifyAsync(version, issued));
        Assert.NotEqual(0, await VerifyAsync(version, issued.Replace(">member<", ">admin<", StringComparison.Ordinal)));
    }

    private static async Task<int> VerifyAsync(string version, string token)
    {
        var folder = Directory.CreateTempSubdirectory("saml");
        try
        {
            var file = Path.Combine(folder.FullName, "token.xml");
            var certificate = Path.Combine(folder.FullName, "certificate.pem");
            await File.WriteAllTextAsync(file, token, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(certificate, SamlWorld.ServiceCertificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
            var id = version == SamlWorld.Saml11 ? "AssertionID" : "ID";
            using var process = Process.Start(new ProcessStartInfo(
                "xmlsec1", ["--verify", "--enabled-reference-uris", "same-doc", "--pubkey-cert-pem", certificate, $"--id-attr:{id}", $"{version}:Assertion", file]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var outputs = Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            foreach (var output in await outputs)
            {
                TestContext.Current.SendDiagnosticMessage(output);
            }

            return process.ExitCode;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
