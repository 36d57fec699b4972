namespace Parley;

/// <summary>The elements that stand for what standard bindings cannot do yet.</summary>
internal static class Unsupported
{
    private const string GiveCertificate =
        "and give the client the service's certificate: ClientCredentials.ServiceCertificate.DefaultCertificate, or an X509CertificateEndpointIdentity in its EndpointAddress";

    internal static UnsupportedBindingElement MessageCredential(MessageSecurityWish wish)
    {
        var type = wish.ClientCredentialType;
        var reason = $"{wish.Binding} with Security.Message.ClientCredentialType {type}"
            + (type == MessageCredentialType.Windows ? " (the default)" : string.Empty) + " is not supported yet. ";
        return new(reason + (wish.OverTransport
            ? "Set it to UserName or Certificate."
            : wish.Negotiates
                ? $"Set it to UserName, Certificate or None, and Security.Message.NegotiateServiceCredential to false, {GiveCertificate}; or set Security.Mode to another mode than Message."
                : "Set it to UserName, Certificate or None."));
    }

    internal static UnsupportedBindingElement Negotiation(string binding) =>
        new($"{binding} with Security.Message.NegotiateServiceCredential true (the default) is not supported yet. Set it to false, {GiveCertificate}.");

    internal static UnsupportedBindingElement ExtendedProtection(string binding) =>
        new($"{binding} with a Security.Transport.ExtendedProtectionPolicy that is always enforced is not supported. Set its PolicyEnforcement to Never.");
}
