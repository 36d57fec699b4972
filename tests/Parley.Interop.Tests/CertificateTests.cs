using System.Security.Cryptography.X509Certificates;
using Parley.Interop.Tests.Peers;
using Parley.Transports.Tests;

namespace Parley.Interop.Tests;

/// <summary>What the folder of certificates holds, and that nobody trusts a stranger's.</summary>
public sealed class CertificateTests(ParleyHost host)
{
    // pbeWithSHAAnd3-KeyTripleDES-CBC, 1.2.840.113549.1.12.1.3 (RFC 7292 appendix C), in DER.
    private static readonly byte[] TripleDes = [0x06, 0x0A, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x01, 0x03];

    [Theory]
    [InlineData("service", "CN=localhost", true)]
    [InlineData("client", "CN=alice", true)]
    [InlineData("other", "CN=mallory", false)]
    public void The_host_makes_the_certificates_that_the_agreement_names(string name, string subject, bool isTrusted)
    {
        var file = Path.Combine(host.CertificatesFolder, name + ".pfx");
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(file, "");
        Assert.Equal(subject, certificate.Subject);
        Assert.Equal(2048, certificate.GetRSAPrivateKey()!.KeySize);
        Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(TripleDes) > 0, "the PFX is not encrypted as old readers know");
        using var fromPem = X509Certificate2.CreateFromPemFile(
            Path.ChangeExtension(file, ".pem"), Path.ChangeExtension(file, ".key"));
        Assert.Equal(certificate.Thumbprint, fromPem.Thumbprint);

        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(host.CertificatesFolder, "ca.pem"));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.Equal(isTrusted, chain.Build(certificate));
    }

    [Fact]
    public void The_service_certificate_is_for_localhost_and_its_address()
    {
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(host.CertificatesFolder, "service.pfx"), "");
        Assert.True(certificate.MatchesHostname("localhost"));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
    }

    [Fact]
    public async Task A_client_certificate_of_an_unknown_authority_is_refused()
    {
        using var folder = new TemporaryFolder();
        Copy(folder, "other.pfx", "client.pfx");
        var (exitCode, client) = await PeerProcess.RunAsync(
            ParleyPrograms.Client, [.. host.ArgumentsWith(folder.Path), "--only", "/tcp/tls-certificate", "--contract", "calculator"]);
        Assert.True(exitCode == 1, client.Output);
        Assert.Equal(["FAIL /tcp/tls-certificate calculator"], client.Results);
        Assert.DoesNotContain("TimeoutException", client.Output);
    }

    [Fact]
    public async Task A_service_certificate_of_an_unknown_authority_is_refused()
    {
        using var folder = new TemporaryFolder();
        Copy(folder, "other.pfx", "service.pfx");
        var port = "";
        await using var stranger = await PeerProcess.StartServiceAsync(
            ParleyPrograms.Host, () => ["--tcp", port = FreePort.TakeText(), "--certificates", folder.Path]);
        var (exitCode, client) = await PeerProcess.RunAsync(
            ParleyPrograms.Client,
            "--tcp", port, "--certificates", host.CertificatesFolder, "--only", "/tcp/tls", "--contract", "calculator");
        Assert.True(exitCode == 1, client.Output);
        Assert.Equal(["FAIL /tcp/tls calculator", "FAIL /tcp/tls-certificate calculator"], client.Results);
        Assert.Contains("CN=mallory", client.Output);
    }

    private void Copy(TemporaryFolder folder, string file, string over)
    {
        foreach (var each in Directory.GetFiles(host.CertificatesFolder))
        {
            File.Copy(each, folder.In(Path.GetFileName(each)));
        }

        File.Copy(Path.Combine(host.CertificatesFolder, file), folder.In(over), overwrite: true);
    }
}
