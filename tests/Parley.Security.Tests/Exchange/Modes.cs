using Parley.Channels;

namespace Parley.Security.Tests.Exchange;

/// <summary>The kinds of security without a session.</summary>
internal static class Modes
{
    public static readonly MessageSecurityVersion Security10 =
        MessageSecurityVersion.WSSecurity10WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10;

    public static readonly string[] All =
    [
        "AnonymousForCertificate", "UserNameForCertificate", "MutualCertificate", "MutualCertificate10", "MutualCertificateDuplex", "CertificateSignature", "UserNameOverTransport",
        "CertificateOverTransport",
    ];

    public static SecurityBindingElement Create(string mode) => mode switch
    {
        "AnonymousForCertificate" => SecurityBindingElement.CreateAnonymousForCertificateBindingElement(),
        "UserNameForCertificate" => SecurityBindingElement.CreateUserNameForCertificateBindingElement(),
        "MutualCertificate" => SecurityBindingElement.CreateMutualCertificateBindingElement(),
        "MutualCertificate10" => SecurityBindingElement.CreateMutualCertificateBindingElement(Security10),
        "MutualCertificateDuplex" => SecurityBindingElement.CreateMutualCertificateDuplexBindingElement(),
        "CertificateSignature" => SecurityBindingElement.CreateCertificateSignatureBindingElement(),
        "UserNameOverTransport" => SecurityBindingElement.CreateUserNameOverTransportBindingElement(),
        _ => SecurityBindingElement.CreateCertificateOverTransportBindingElement(),
    };

    /// <summary>The name that the service knows the caller by.</summary>
    public static string CallerOf(string mode) => mode switch
    {
        "AnonymousForCertificate" => "",
        "UserNameForCertificate" or "UserNameOverTransport" => "alice",
        _ => $"CN=alice; {TestCredentials.Alice.Thumbprint}",
    };
}
