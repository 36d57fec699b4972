namespace Parley.Security;

/// <summary>What a service shows of itself, and how it checks clients: the part of <c>ServiceCredentials</c> that transports and security read from the binding parameters.</summary>
public interface IServiceCredentials
{
    /// <summary>The certificate that the service shows.</summary>
    X509CertificateRecipientServiceCredential ServiceCertificate { get; }

    /// <summary>What the service knows about the certificates of its clients, and how it checks them.</summary>
    X509CertificateInitiatorServiceCredential ClientCertificate { get; }

    /// <summary>How the service checks user names and passwords.</summary>
    UserNamePasswordServiceCredential UserNameAuthentication { get; }
}
