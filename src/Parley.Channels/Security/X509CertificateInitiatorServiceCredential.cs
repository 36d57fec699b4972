using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>What a service knows about the certificates of its clients, and how it checks them. WCF documentation: X509CertificateInitiatorServiceCredential.</summary>
public sealed class X509CertificateInitiatorServiceCredential
{
    internal X509CertificateInitiatorServiceCredential() => Authentication = new X509ClientCertificateAuthentication();

    internal X509CertificateInitiatorServiceCredential(X509CertificateInitiatorServiceCredential other)
    {
        Authentication = new X509ClientCertificateAuthentication(other.Authentication);
        Certificate = other.Certificate;
    }

    /// <summary>How the certificate of a client is checked.</summary>
    public X509ClientCertificateAuthentication Authentication { get; }

    /// <summary>The certificate of the client, where messages to it are encrypted before it has shown one (duplex); null for none.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Takes <see cref="Certificate"/> from a store.</summary>
    /// <param name="subjectName">Its whole subject, such as <c>CN=alice</c>.</param>
    /// <param name="storeLocation">Whose store.</param>
    /// <param name="storeName">Which store.</param>
    /// <exception cref="InvalidOperationException">The store has none such, or several.</exception>
    public void SetCertificate(string subjectName, StoreLocation storeLocation, StoreName storeName) =>
        SetCertificate(storeLocation, storeName, X509FindType.FindBySubjectDistinguishedName, subjectName);

    /// <summary>Takes <see cref="Certificate"/> from a store.</summary>
    /// <param name="storeLocation">Whose store.</param>
    /// <param name="storeName">Which store.</param>
    /// <param name="findType">What <paramref name="findValue"/> is.</param>
    /// <param name="findValue">What to look for.</param>
    /// <exception cref="InvalidOperationException">The store has none such, or several.</exception>
    public void SetCertificate(StoreLocation storeLocation, StoreName storeName, X509FindType findType, object findValue) =>
        Certificate = CertificateStoreLookup.Find(storeLocation, storeName, findType, findValue);

    /// <summary>Takes <see cref="Certificate"/> from a file.</summary>
    /// <param name="fileName">The file of the certificate, PEM or DER, without a private key.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The file cannot be read.</exception>
    public void SetCertificateFromFile(string fileName) => Certificate = CertificateFiles.LoadPublic(fileName);
}
