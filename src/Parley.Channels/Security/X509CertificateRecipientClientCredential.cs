using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>What a client knows about the certificates of services, and how it checks them. WCF documentation: X509CertificateRecipientClientCredential.</summary>
public sealed class X509CertificateRecipientClientCredential
{
    internal X509CertificateRecipientClientCredential()
    {
        Authentication = new X509ServiceCertificateAuthentication();
        ScopedCertificates = [];
    }

    internal X509CertificateRecipientClientCredential(X509CertificateRecipientClientCredential other)
    {
        Authentication = new X509ServiceCertificateAuthentication(other.Authentication);
        SslCertificateAuthentication = other.SslCertificateAuthentication is { } ssl ? new X509ServiceCertificateAuthentication(ssl) : null;
        DefaultCertificate = other.DefaultCertificate;
        ScopedCertificates = new Dictionary<Uri, X509Certificate2>(other.ScopedCertificates);
    }

    /// <summary>How the certificate of a service is checked.</summary>
    public X509ServiceCertificateAuthentication Authentication { get; }

    /// <summary>How the certificate of a service is checked where TLS shows it; null (the default) means as <see cref="Authentication"/> says for net.tcp, and as the platform does for https.</summary>
    public X509ServiceCertificateAuthentication? SslCertificateAuthentication { get; set; }

    /// <summary>The certificate to encrypt to where the service does not show its own; null for none.</summary>
    public X509Certificate2? DefaultCertificate { get; set; }

    /// <summary>The certificates to encrypt to, by the address of the service; they go before <see cref="DefaultCertificate"/>.</summary>
    public Dictionary<Uri, X509Certificate2> ScopedCertificates { get; }

    /// <summary>Takes <see cref="DefaultCertificate"/> from a store.</summary>
    /// <param name="subjectName">Its whole subject, such as <c>CN=service</c>.</param>
    /// <param name="storeLocation">Whose store.</param>
    /// <param name="storeName">Which store.</param>
    /// <exception cref="InvalidOperationException">The store has none such, or several.</exception>
    public void SetDefaultCertificate(string subjectName, StoreLocation storeLocation, StoreName storeName) =>
        SetDefaultCertificate(storeLocation, storeName, X509FindType.FindBySubjectDistinguishedName, subjectName);

    /// <summary>Takes <see cref="DefaultCertificate"/> from a store.</summary>
    /// <param name="storeLocation">Whose store.</param>
    /// <param name="storeName">Which store.</param>
    /// <param name="findType">What <paramref name="findValue"/> is.</param>
    /// <param name="findValue">What to look for.</param>
    /// <exception cref="InvalidOperationException">The store has none such, or several.</exception>
    public void SetDefaultCertificate(StoreLocation storeLocation, StoreName storeName, X509FindType findType, object findValue) =>
        DefaultCertificate = CertificateStoreLookup.Find(storeLocation, storeName, findType, findValue);

    /// <summary>Takes <see cref="DefaultCertificate"/> from a file.</summary>
    /// <param name="fileName">The file of the certificate, PEM or DER, without a private key.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The file cannot be read.</exception>
    public void SetDefaultCertificateFromFile(string fileName) => DefaultCertificate = CertificateFiles.LoadPublic(fileName);

    /// <summary>Takes a certificate for one service from a store.</summary>
    /// <param name="subjectName">Its whole subject, such as <c>CN=service</c>.</param>
    /// <param name="storeLocation">Whose store.</param>
    /// <param name="storeName">Which store.</param>
    /// <param name="targetService">The address of the service.</param>
    /// <exception cref="InvalidOperationException">The store has none such, or several.</exception>
    public void SetScopedCertificate(string subjectName, StoreLocation storeLocation, StoreName storeName, Uri targetService) =>
        SetScopedCertificate(storeLocation, storeName, X509FindType.FindBySubjectDistinguishedName, subjectName, targetService);

    /// <summary>Takes a certificate for one service from a store.</summary>
    /// <param name="storeLocation">Whose store.</param>
    /// <param name="storeName">Which store.</param>
    /// <param name="findType">What <paramref name="findValue"/> is.</param>
    /// <param name="findValue">What to look for.</param>
    /// <param name="targetService">The address of the service.</param>
    /// <exception cref="ArgumentNullException"><paramref name="targetService"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The store has none such, or several.</exception>
    public void SetScopedCertificate(
        StoreLocation storeLocation, StoreName storeName, X509FindType findType, object findValue, Uri targetService)
    {
        ArgumentNullException.ThrowIfNull(targetService);
        ScopedCertificates[targetService] = CertificateStoreLookup.Find(storeLocation, storeName, findType, findValue);
    }

    /// <summary>Takes a certificate for one service from a file.</summary>
    /// <param name="fileName">The file of the certificate, PEM or DER, without a private key.</param>
    /// <param name="targetService">The address of the service.</param>
    /// <exception cref="ArgumentNullException"><paramref name="targetService"/> is null.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The file cannot be read.</exception>
    public void SetScopedCertificateFromFile(string fileName, Uri targetService)
    {
        ArgumentNullException.ThrowIfNull(targetService);
        ScopedCertificates[targetService] = CertificateFiles.LoadPublic(fileName);
    }
}
