using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using Parley.Channels;

namespace Parley.Security;

/// <summary>Decides at the client whether a service is who its address says it should be. WCF documentation: IdentityVerifier.</summary>
public abstract class IdentityVerifier
{
    /// <summary>Creates the verifier.</summary>
    protected IdentityVerifier()
    {
    }

    /// <summary>
    /// The verifier that compares the identity of the endpoint's address with the certificate of the service. An address without an
    /// identity expects the DNS name that it has itself.
    /// </summary>
    public static IdentityVerifier CreateDefault() => DefaultIdentityVerifier.Instance;

    /// <summary>The identity that an endpoint must prove.</summary>
    /// <param name="reference">The endpoint's address.</param>
    /// <param name="identity">The identity.</param>
    /// <returns>False when there is none to prove.</returns>
    public abstract bool TryGetIdentity(EndpointAddress reference, [NotNullWhen(true)] out EndpointIdentity? identity);

    /// <summary>Whether a certificate proves an identity.</summary>
    /// <param name="identity">The identity that is expected.</param>
    /// <param name="certificate">The certificate of the service, whose trust has been checked already.</param>
    public abstract bool CheckAccess(EndpointIdentity identity, X509Certificate2 certificate);
}
