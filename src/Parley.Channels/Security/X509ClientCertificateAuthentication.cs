using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>How a service checks the certificates of its clients. WCF documentation: X509ClientCertificateAuthentication.</summary>
public class X509ClientCertificateAuthentication : X509CertificateAuthentication
{
    private bool _mapClientCertificateToWindowsAccount;

    /// <summary>Creates the settings with their defaults: chain trust, revocation checked online, the stores of the machine.</summary>
    public X509ClientCertificateAuthentication() => TrustedStoreLocation = StoreLocation.LocalMachine;

    internal X509ClientCertificateAuthentication(X509ClientCertificateAuthentication other)
        : base(other) => IncludeWindowsGroups = other.IncludeWindowsGroups;

    /// <summary>Whether the groups of a mapped Windows account are collected. Default true; without a mapped account it has no effect.</summary>
    public bool IncludeWindowsGroups { get; set; } = true;

    /// <summary>Whether a certificate is mapped to a Windows account. Default false, the only value that is supported.</summary>
    /// <exception cref="NotSupportedException">The value is true.</exception>
    public bool MapClientCertificateToWindowsAccount
    {
        get => _mapClientCertificateToWindowsAccount;
        set => _mapClientCertificateToWindowsAccount = value
            ? throw new NotSupportedException("Mapping a client certificate to a Windows account is not supported.")
            : value;
    }
}
