using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>Reads the certificates that settings name by files.</summary>
internal static class CertificateFiles
{
    /// <summary>Reads a certificate with its private key from a PFX (PKCS #12) file.</summary>
    public static X509Certificate2 LoadPfx(string fileName, string? password)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        return WithKey(X509CertificateLoader.LoadPkcs12FromFile(fileName, password), fileName);
    }

    /// <summary>Reads a certificate and its private key from PEM files.</summary>
    public static X509Certificate2 LoadPem(string certificateFileName, string? keyFileName)
    {
        ArgumentException.ThrowIfNullOrEmpty(certificateFileName);
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPemFile(certificateFileName, keyFileName);
        }
        catch (CryptographicException exception)
        {
            throw new CryptographicException(
                $"The certificate '{certificateFileName}' and its private key in '{keyFileName ?? certificateFileName}' cannot be read: {exception.Message}", exception);
        }

        return WithKey(certificate, keyFileName ?? certificateFileName);
    }

    /// <summary>Reads a certificate without a private key, PEM or DER.</summary>
    public static X509Certificate2 LoadPublic(string fileName)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        return X509CertificateLoader.LoadCertificateFromFile(fileName);
    }

    private static X509Certificate2 WithKey(X509Certificate2 certificate, string fileName) =>
        certificate.HasPrivateKey ? certificate : throw new CryptographicException($"The file '{fileName}' has a certificate without its private key.");
}
