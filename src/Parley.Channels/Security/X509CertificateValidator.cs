using System.Security.Cryptography.X509Certificates;
using Parley.Security;

namespace Parley.IdentityModel.Selectors;

/// <summary>Decides about certificates. WCF documentation: X509CertificateValidator.</summary>
public abstract class X509CertificateValidator
{
    /// <summary>A validator that takes every certificate. For tests only.</summary>
    public static X509CertificateValidator None { get; } = new Anything();

    /// <summary>A validator that takes certificates in the store TrustedPeople of the machine or the current user.</summary>
    public static X509CertificateValidator PeerTrust { get; } = new PeerTrustValidator(StoreLocation.LocalMachine);

    /// <summary>A validator that takes certificates whose chain ends at a trusted authority; revocation is checked online.</summary>
    public static X509CertificateValidator ChainTrust { get; } = new ChainTrustValidator(ChainTrustValidator.CreatePolicy(X509RevocationMode.Online));

    /// <summary>A validator that takes certificates that either of the two takes.</summary>
    public static X509CertificateValidator PeerOrChainTrust { get; } =
        new PeerOrChainTrustValidator(new PeerTrustValidator(StoreLocation.LocalMachine), new ChainTrustValidator(ChainTrustValidator.CreatePolicy(X509RevocationMode.Online)));

    /// <summary>A validator of chains with a policy of your own.</summary>
    /// <param name="useMachineContext">Kept for WCF's code; the platform chooses the stores.</param>
    /// <param name="chainPolicy">How chains are built and judged.</param>
    /// <exception cref="ArgumentNullException"><paramref name="chainPolicy"/> is null.</exception>
    public static X509CertificateValidator CreateChainTrustValidator(bool useMachineContext, X509ChainPolicy chainPolicy)
    {
        ArgumentNullException.ThrowIfNull(chainPolicy);
        return new ChainTrustValidator(chainPolicy);
    }

    /// <summary>A validator that takes trusted peers, and chains by a policy of your own.</summary>
    /// <param name="useMachineContext">True to look for trusted peers in the machine's store first.</param>
    /// <param name="chainPolicy">How chains are built and judged.</param>
    /// <exception cref="ArgumentNullException"><paramref name="chainPolicy"/> is null.</exception>
    public static X509CertificateValidator CreatePeerOrChainTrustValidator(bool useMachineContext, X509ChainPolicy chainPolicy)
    {
        ArgumentNullException.ThrowIfNull(chainPolicy);
        var location = useMachineContext ? StoreLocation.LocalMachine : StoreLocation.CurrentUser;
        return new PeerOrChainTrustValidator(new PeerTrustValidator(location), new ChainTrustValidator(chainPolicy));
    }

    /// <summary>Returns when the certificate is good, and throws when it is not.</summary>
    /// <param name="certificate">The certificate of the other side.</param>
    /// <exception cref="Tokens.SecurityTokenValidationException">The certificate is not good; the message says why.</exception>
    public abstract void Validate(X509Certificate2 certificate);

    /// <summary>The same, with the certificates between it and the authority that the other side sent along.</summary>
    /// <param name="certificate">The certificate of the other side.</param>
    /// <param name="use">What it is shown for.</param>
    /// <param name="intermediates">What was sent along; null for nothing.</param>
    internal virtual void Validate(X509Certificate2 certificate, CertificateUse use, X509Certificate2Collection? intermediates) =>
        Validate(certificate);

    private sealed class Anything : X509CertificateValidator
    {
        public override void Validate(X509Certificate2 certificate) => ArgumentNullException.ThrowIfNull(certificate);
    }
}
