using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>The certificate that a service shows. WCF documentation: X509CertificateRecipientServiceCredential.</summary>
public sealed class X509CertificateRecipientServiceCredential
{
    internal X509CertificateRecipientServiceCredential()
    {
    }

    internal X509CertificateRecipientServiceCredential(X509CertificateRecipientServiceCredential other) => Certificate = other.Certificate;

    /// <summary>The certificate, with its private key; null for none.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Takes the certificate from the machine's personal store.</summary>
    /// <param name="subjectName">Its whole subject, such as <c>CN=service</c>.</param>
    /// <exception cref="InvalidOperationException">The store has none such, or several.</exception>
    public void SetCertificate(string subjectName) =>
        SetCertificate(subjectName, CertificateStoreLookup.DefaultLocation, CertificateStoreLookup.DefaultName);

    /// <summary>Takes the certificate from a store.</summary>
    /// <param name="subjectName">Its whole subject, such as <c>CN=service</c>.</param>
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
}
