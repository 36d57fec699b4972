#nullable enable
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Interop;

/// <summary>
/// The certificates of a folder: an authority, what it issued to the service and to alice, and mallory's of an unknown authority.
/// A folder without them gets new ones, valid for two years.
/// </summary>
public sealed class InteropCertificates
{
    private static readonly string[] PrivateFiles = ["service.pfx", "client.pfx", "other.pfx"];

    private InteropCertificates(string folder)
    {
        Authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "ca.pem"));
        Service = LoadPfx(folder, "service.pfx");
        Client = LoadPfx(folder, "client.pfx");
        Other = LoadPfx(folder, "other.pfx");
    }

    /// <summary>Whose certificates are trusted.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>CN=localhost, with its key.</summary>
    public X509Certificate2 Service { get; }

    /// <summary>CN=alice, with its key.</summary>
    public X509Certificate2 Client { get; }

    /// <summary>CN=mallory, with its key, of an authority that nobody trusts.</summary>
    public X509Certificate2 Other { get; }

    /// <summary>Loads the folder's certificates, after making them when it has none.</summary>
    /// <exception cref="InvalidDataException">The folder has some of the files and lacks others.</exception>
    public static InteropCertificates In(string folder)
    {
        Directory.CreateDirectory(folder);
        string[] files = ["ca.pem", .. PrivateFiles];
        var missing = files.Where(file => !File.Exists(Path.Combine(folder, file))).ToArray();
        if (missing.Length == files.Length)
        {
            Make(folder);
        }
        else if (missing.Length > 0)
        {
            throw new InvalidDataException($"{folder} lacks {string.Join(", ", missing)}. Add them, or name an empty folder.");
        }

        return new InteropCertificates(folder);
    }

    private static X509Certificate2 LoadPfx(string folder, string file) =>
        X509CertificateLoader.LoadPkcs12FromFile(Path.Combine(folder, file), "");

    private static void Make(string folder)
    {
        using var authority = SelfSigned("CN=Parley interop authority", isAuthority: true);
        using var stranger = SelfSigned("CN=Unknown authority", isAuthority: true);
        File.WriteAllText(Path.Combine(folder, "ca.pem"), authority.ExportCertificatePem() + "\n");

        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        Issue(folder, "service", "CN=localhost", authority, names);
        Issue(folder, "client", "CN=alice", authority, names: null);
        Issue(folder, "other", "CN=mallory", stranger, names: null);
    }

    private static X509Certificate2 SelfSigned(string subject, bool isAuthority)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(2));
    }

    private static void Issue(
        string folder, string name, string subject, X509Certificate2 authority, SubjectAlternativeNameBuilder? names)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DataEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false)); // server and client of TLS
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        using var issued = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        using var certificate = issued.CopyWithPrivateKey(key);
        File.WriteAllText(Path.Combine(folder, name + ".pem"), certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(Path.Combine(folder, name + ".key"), key.ExportPkcs8PrivateKeyPem() + "\n");

        // Old readers know no PFX encryption but 3DES with SHA-1.
        File.WriteAllBytes(
            Path.Combine(folder, name + ".pfx"), certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pkcs12TripleDesSha1, ""));
    }
}
