using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Security.Principal;

namespace Parley.Security;

/// <summary>
/// What a stateful token says of the client, and how the service has it again: any process that takes the token sees the same caller as the one that
/// issued it.
/// </summary>
internal static class ContextClient
{
    /// <summary>The longest principal that travels in a token, in bytes: a token goes with every message.</summary>
    private const int MaxPrincipal = 16384;

    /// <summary>The certificate that proved who the client is; null when none did.</summary>
    public static byte[]? CertificateOf(ServiceSecurityContext client) => (client.PrimaryIdentity as CertificateIdentity)?.Certificate.RawData;

    /// <summary>The client's principal; null where the name, or the certificate, makes the same one.</summary>
    /// <exception cref="InvalidOperationException">It has more claims than a token takes.</exception>
    public static byte[]? PrincipalOf(ServiceSecurityContext client)
    {
        if (client.IsAnonymous || IsPlain(client))
        {
            return null;
        }

        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            client.ClaimsPrincipal.WriteTo(writer);
        }

        return stream.ToArray() is { Length: <= MaxPrincipal } bytes
            ? bytes
            : throw new InvalidOperationException(
                $"The client's claims take more than {MaxPrincipal} bytes, and the token that carries its own state would go with every message. "
                + "Give its identity fewer claims, or set RequireCancellation of the binding's SecureConversationSecurityTokenParameters to true.");
    }

    /// <summary>The client that the state of a token says.</summary>
    public static ServiceSecurityContext Of(ContextState state)
    {
        if (state.Name is not { Length: > 0 } name)
        {
            return ServiceSecurityContext.Anonymous;
        }

        // The certificate is the identity's as long as anybody asks it.
        IIdentity identity = state.Certificate is { } bytes
            ? CertificateIdentity.Create(X509CertificateLoader.LoadCertificate(bytes))
            : new GenericIdentity(name, state.AuthenticationType ?? string.Empty);
        if (state.Principal is not { } written)
        {
            return new ServiceSecurityContext(identity);
        }

        using var reader = new BinaryReader(new MemoryStream(written, writable: false));
        var principal = new ClaimsPrincipal(reader);
        return new ServiceSecurityContext(
            state.Certificate is null && principal.Identities.FirstOrDefault(known => known.Name == name && known.AuthenticationType == state.AuthenticationType) is { } own ? own : identity,
            principal);
    }

    private static bool IsPlain(ServiceSecurityContext client) =>
        client.ClaimsPrincipal.Identities.ToArray() is [var identity]
        && (ReferenceEquals(identity, client.PrimaryIdentity) || client.PrimaryIdentity is not ClaimsIdentity)
        && (identity is CertificateIdentity || (!identity.Claims.Skip(1).Any() && identity.Actor is null && identity.Label is null && identity.BootstrapContext is null));
}
