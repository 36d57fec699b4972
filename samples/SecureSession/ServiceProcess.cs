using System.Diagnostics;
using Microsoft.AspNetCore.DataProtection;
using Parley;
using Parley.Security;

namespace SecureSession;

/// <summary>The service, in a process of its own that can be restarted.</summary>
internal static class ServiceProcess
{
    /// <summary>What the process does: it serves until its input ends.</summary>
    internal static async Task ServeAsync(string address, string folder)
    {
        await using var host = new ServiceHost(typeof(Notary), new Uri(address));
        host.AddServiceEndpoint(typeof(INotary), Bindings.Stateless(), "stateless");
        host.AddServiceEndpoint(typeof(INotary), Bindings.Stateful(), "stateful");
        host.Credentials.ServiceCertificate.SetCertificateFromPemFile(Path.Combine(folder, "notary.pem"), Path.Combine(folder, "notary.key"));
        host.Credentials.ClientCertificate.Authentication.CertificateValidationMode = X509CertificateValidationMode.Custom;
        host.Credentials.ClientCertificate.Authentication.CustomCertificateValidator = new Certificates.Only(Path.Combine(folder, "alice.pem"));

        // Stateful tokens are protected by ASP.NET Core Data Protection. What matters is that the next process has the same keys.
        host.Credentials.SecureConversationAuthentication.SecurityStateEncoder =
            new DataProtectionSecurityStateEncoder(DataProtectionProvider.Create(new DirectoryInfo(Path.Combine(folder, "keys"))));
        await host.OpenAsync();
        Console.WriteLine("listening");
        await Console.In.ReadToEndAsync();
    }

    /// <summary>Starts the process, and waits until it listens.</summary>
    internal static async Task<Process> StartAsync(string address, string folder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ServiceProcess).Assembly.Location);
        }

        start.ArgumentList.Add(address);
        start.ArgumentList.Add(folder);
        var process = Process.Start(start)!;
        return await process.StandardOutput.ReadLineAsync() == "listening"
            ? process
            : throw new InvalidOperationException("The service did not start.");
    }

    /// <summary>Ends the process without a word to its clients, as a crash does.</summary>
    internal static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
