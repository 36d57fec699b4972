using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Channels;
using Parley.FunctionalTests.Http;
using Parley.Security;
using Parley.Transports.Tests;

namespace Parley.FunctionalTests.Security;

/// <summary>The service of the sample about secure sessions, in a process of its own.</summary>
internal sealed class NotaryProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-notary-").FullName;
    private readonly string _address = $"http://localhost:{FreePort.TakeText()}/";
    private Process? _process;

    [ServiceContract(Namespace = "urn:parley:samples:notary")]
    internal interface INotary
    {
        [OperationContract]
        [SafeToRepeat]
        Task<string> ReadAsync(string document);

        [OperationContract]
        Task<string> SignAsync(string document);
    }

    /// <summary>The folder in which the keys are that protect stateful tokens.</summary>
    public string KeyRing => Path.Combine(_folder, "keys");

    public static async Task<NotaryProcess> StartAsync()
    {
        var notary = new NotaryProcess();
        notary.Write("notary", TestCertificates.Service);
        notary.Write("alice", TestCertificates.Alice);
        await notary.StartProcessAsync();
        return notary;
    }

    /// <summary>Kills the process, as a crash does, and starts another one in its place.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartProcessAsync();
    }

    /// <summary>Makes a factory of clients.</summary>
    /// <param name="path">stateless or stateful.</param>
    public ChannelFactory<INotary> CreateFactory(string path)
    {
        Binding binding;
        if (path == "stateful")
        {
            binding = new CustomBinding(
                SecurityBindingElement.CreateSecureConversationBindingElement(SecurityBindingElement.CreateMutualCertificateBindingElement(), requireCancellation: false),
                new TextMessageEncodingBindingElement(),
                new HttpTransportBindingElement());
        }
        else
        {
            var http = new WSHttpBinding();
            http.Security.Message.ClientCredentialType = MessageCredentialType.Certificate;
            http.Security.Message.NegotiateServiceCredential = false;
            binding = http;
        }

        var factory = new ChannelFactory<INotary>(binding, new EndpointAddress(new Uri(_address + path)));
        factory.Credentials!.ClientCertificate.Certificate = TestCertificates.Alice;
        factory.Credentials.ServiceCertificate.DefaultCertificate = TestCertificates.Service;
        factory.Credentials.ServiceCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
        factory.Credentials.ServiceCertificate.Authentication.CustomCertificateValidator = new OnlyCertificate(TestCertificates.Service);
        return factory;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));

    private void Write(string name, X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPrivateKey()!;
        File.WriteAllText(Path.Combine(_folder, name + ".pem"), certificate.ExportCertificatePem());

        // A key from a PFX may be exported encrypted alone.
        using var copy = RSA.Create();
        copy.ImportEncryptedPkcs8PrivateKey("x", key.ExportEncryptedPkcs8PrivateKey("x", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)), out _);
        File.WriteAllText(Path.Combine(_folder, name + ".key"), copy.ExportPkcs8PrivateKeyPem());
    }

    private async Task StartProcessAsync()
    {
        // This program lies at bin/CONFIGURATION/FRAMEWORK of its project, and so do the samples.
        var output = Path.GetRelativePath(Path.Combine(Root(), "tests", "Parley.FunctionalTests"), AppContext.BaseDirectory);
        var program = Path.Combine(Root(), "samples", "SecureSession", output, "SecureSession.dll");
        var dotnet = Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet";
        _process = Process.Start(new ProcessStartInfo(dotnet, [program, _address, _folder]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("listening", await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    private async Task KillAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
