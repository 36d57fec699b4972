namespace Parley.Security;

/// <summary>What a client shows of itself, and how it checks services: the part of <c>ClientCredentials</c> that transports and security read from the binding parameters.</summary>
public interface IClientCredentials
{
    /// <summary>The certificate that the client shows.</summary>
    X509CertificateInitiatorClientCredential ClientCertificate { get; }

    /// <summary>What the client knows about the certificates of services, and how it checks them.</summary>
    X509CertificateRecipientClientCredential ServiceCertificate { get; }

    /// <summary>The user name and password that the client shows.</summary>
    UserNamePasswordClientCredential UserName { get; }

    /// <summary>The account that the client shows to HTTP authentication with Windows accounts.</summary>
    WindowsClientCredential Windows { get; }

    /// <summary>The account that the client shows to HTTP digest authentication.</summary>
    HttpDigestClientCredential HttpDigest { get; }
}
