using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>The certificate that a client shows. WCF documentation: X509CertificateInitiatorClientCredential.</summary>
public sealed class X509CertificateInitiatorClientCredential
{
    internal X509CertificateInitiatorClientCredential()
    {
    }

    internal X509CertificateInitiatorClientCredential(X509CertificateInitiatorClientCredential other) => Certificate = other.Certificate;

    /// <summary>The certificate, with its private key; null for none.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Takes the certificate from a store.</summary>
    /// <param name="subjectName">Its whole subject, such as <c>CN=alice</c>.</param>
    /// <param name="storeLocation">Whose store.</param>
    /// <param name="storeName">Which store.</param>
    /// <exception cref="InvalidOperationException">The store has none such, or several.</exception>
    public void SetCertificate(string subjectName, StoreLocation storeLocation, StoreName storeName) =>
        SetCertificate(storeLocation, storeName, X509FindType.FindBySubjectDistinguishedName, subjectName);

    /// <summary>Takes the certificate from a store.</summary>
    /// <param name="storeLocation">Whose store.</param>
    /// <param name="storeName">Which store.</param>
    /// <param name="findType">What <paramref name="findValue"/> is.</param>
    /// <param name="findValue">What to look for.</param>
    /// <exception cref="InvalidOperationException">The store has none such, or several.</exception>
    public void SetCertificate(StoreLocation storeLocation, StoreName storeName, X509FindType findType, object findValue) =>
        Certificate = CertificateStoreLookup.Find(storeLocation, storeName, findType, findValue);

    /// <summary>Takes the certificate from a PFX (PKCS #12) file.</summary>
    /// <param name="fileName">The file, with the private key.</param>
    /// <param name="password">The file's password; null for none.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The file cannot be read, or has no private key.</exception>
    public void SetCertificateFromFile(string fileName, string? password = null) => Certificate = CertificateFiles.LoadPfx(fileName, password);

    /// <summary>Takes the certificate from PEM files.</summary>
    /// <param name="certificateFileName">The file of the certificate.</param>
    /// <param name="keyFileName">The file of the private key, not encrypted; null when it is in the certificate's.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file cannot be read, or the key is not the certificate's.</exception>
    public void SetCertificateFromPemFile(string certificateFileName, string? keyFileName = null) =>
        Certificate = CertificateFiles.LoadPem(certificateFileName, keyFileName);
}
