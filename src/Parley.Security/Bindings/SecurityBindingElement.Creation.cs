using Parley.Security;
using Parley.Security.Tokens;

namespace Parley.Channels;

/// <summary>The usual kinds of message security, each by the name that WCF has for it.</summary>
public abstract partial class SecurityBindingElement
{
    /// <summary>
    /// The service proves itself by its certificate; the client stays unknown. Keys are derived, and replies confirm the signatures of their requests. WCF
    /// documentation: SecurityBindingElement Authentication Modes, AnonymousForCertificate, as for the other kinds here.
    /// </summary>
    public static SymmetricSecurityBindingElement CreateAnonymousForCertificateBindingElement() => ForServiceCertificate(confirms: true);

    /// <summary>The service proves itself by its certificate, the client by name and password, encrypted. Replies confirm no signatures, as in WCF.</summary>
    public static SymmetricSecurityBindingElement CreateUserNameForCertificateBindingElement()
    {
        var element = ForServiceCertificate(confirms: false);
        element.EndpointSupportingTokenParameters.SignedEncrypted.Add(new UserNameSecurityTokenParameters());
        return element;
    }

    /// <summary>Both sides prove themselves by certificates, under <see cref="MessageSecurityVersion.Default"/>.</summary>
    public static SecurityBindingElement CreateMutualCertificateBindingElement() => CreateMutualCertificateBindingElement(MessageSecurityVersion.Default);

    /// <summary>Both sides prove themselves by certificates.</summary>
    /// <param name="version">The versions. With WS-Security 1.0 the element is an <see cref="AsymmetricSecurityBindingElement"/>, else a symmetric one.</param>
    public static SecurityBindingElement CreateMutualCertificateBindingElement(MessageSecurityVersion version) =>
        CreateMutualCertificateBindingElement(version, allowSerializedSigningTokenOnReply: false);

    /// <summary>Both sides prove themselves by certificates.</summary>
    /// <param name="version">The versions. With WS-Security 1.0 the element is an <see cref="AsymmetricSecurityBindingElement"/>, else a symmetric one.</param>
    /// <param name="allowSerializedSigningTokenOnReply">Whether a reply may carry the service's certificate. WS-Security 1.0 only.</param>
    /// <exception cref="ArgumentNullException"><paramref name="version"/> is null.</exception>
    public static SecurityBindingElement CreateMutualCertificateBindingElement(MessageSecurityVersion version, bool allowSerializedSigningTokenOnReply)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (version.SecurityVersion == SecurityVersion.WSSecurity10)
        {
            return new AsymmetricSecurityBindingElement(
                new X509SecurityTokenParameters(X509KeyIdentifierClauseType.Any, SecurityTokenInclusionMode.Never),
                new X509SecurityTokenParameters(X509KeyIdentifierClauseType.Any, SecurityTokenInclusionMode.AlwaysToRecipient))
            {
                AllowSerializedSigningTokenOnReply = allowSerializedSigningTokenOnReply,
                MessageSecurityVersion = version,
            };
        }

        var element = ForServiceCertificate(confirms: true);
        element.MessageSecurityVersion = version;
        element.EndpointSupportingTokenParameters.Endorsing.Add(EndorsingCertificate(X509KeyIdentifierClauseType.Thumbprint));
        return element;
    }

    /// <summary>Both sides prove themselves by certificates, and either may begin: for one-way and duplex contracts. <see cref="MessageSecurityVersion.Default"/>.</summary>
    public static AsymmetricSecurityBindingElement CreateMutualCertificateDuplexBindingElement() =>
        CreateMutualCertificateDuplexBindingElement(MessageSecurityVersion.Default);

    /// <summary>Both sides prove themselves by certificates, and either may begin: for one-way and duplex contracts.</summary>
    /// <param name="version">The versions.</param>
    /// <exception cref="ArgumentNullException"><paramref name="version"/> is null.</exception>
    public static AsymmetricSecurityBindingElement CreateMutualCertificateDuplexBindingElement(MessageSecurityVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        var reference = version.SecurityVersion == SecurityVersion.WSSecurity10 ? X509KeyIdentifierClauseType.Any : X509KeyIdentifierClauseType.Thumbprint;
        return new AsymmetricSecurityBindingElement(
            new X509SecurityTokenParameters(reference, SecurityTokenInclusionMode.AlwaysToInitiator),
            new X509SecurityTokenParameters(reference, SecurityTokenInclusionMode.AlwaysToRecipient))
        {
            MessageSecurityVersion = version,
        };
    }

    /// <summary>The client signs with its certificate; nothing is encrypted, and replays are not looked for.</summary>
    public static SecurityBindingElement CreateCertificateSignatureBindingElement()
    {
        var element = new AsymmetricSecurityBindingElement(
            new X509SecurityTokenParameters(X509KeyIdentifierClauseType.Any, SecurityTokenInclusionMode.Never),
            new X509SecurityTokenParameters(X509KeyIdentifierClauseType.Any, SecurityTokenInclusionMode.AlwaysToRecipient))
        {
            IsCertificateSignatureBinding = true,
            MessageProtectionOrder = MessageProtectionOrder.SignBeforeEncrypt,
        };
        element.LocalClientSettings.DetectReplays = false;
        element.LocalServiceSettings.DetectReplays = false;
        return element;
    }

    /// <summary>The transport protects messages; the client proves itself by name and password. Replays are not looked for.</summary>
    public static TransportSecurityBindingElement CreateUserNameOverTransportBindingElement()
    {
        var element = new TransportSecurityBindingElement();
        element.EndpointSupportingTokenParameters.SignedEncrypted.Add(new UserNameSecurityTokenParameters());
        return element;
    }

    /// <summary>The transport protects messages; the client proves itself by a certificate that signs the timestamp. <see cref="MessageSecurityVersion.Default"/>.</summary>
    public static TransportSecurityBindingElement CreateCertificateOverTransportBindingElement() =>
        CreateCertificateOverTransportBindingElement(MessageSecurityVersion.Default);

    /// <summary>The transport protects messages; the client proves itself by a certificate that signs the timestamp.</summary>
    /// <param name="version">The versions.</param>
    /// <exception cref="ArgumentNullException"><paramref name="version"/> is null.</exception>
    public static TransportSecurityBindingElement CreateCertificateOverTransportBindingElement(MessageSecurityVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        var element = new TransportSecurityBindingElement { MessageSecurityVersion = version };
        element.EndpointSupportingTokenParameters.Endorsing.Add(EndorsingCertificate(
            version.SecurityVersion == SecurityVersion.WSSecurity10 ? X509KeyIdentifierClauseType.Any : X509KeyIdentifierClauseType.Thumbprint));
        return element;
    }

    /// <summary>A secure session with a stateless token.</summary>
    /// <param name="bootstrapSecurity">The security by which the token is asked for.</param>
    public static SecurityBindingElement CreateSecureConversationBindingElement(SecurityBindingElement bootstrapSecurity) =>
        CreateSecureConversationBindingElement(bootstrapSecurity, requireCancellation: true, null);

    /// <summary>A secure session.</summary>
    /// <param name="bootstrapSecurity">The security by which the token is asked for.</param>
    /// <param name="requireCancellation">False for a stateful token: it carries the session's keys, protected.</param>
    public static SecurityBindingElement CreateSecureConversationBindingElement(SecurityBindingElement bootstrapSecurity, bool requireCancellation) =>
        CreateSecureConversationBindingElement(bootstrapSecurity, requireCancellation, null);

    /// <summary>A secure session.</summary>
    /// <param name="bootstrapSecurity">The security by which the token is asked for.</param>
    /// <param name="requireCancellation">False for a stateful token: it carries the session's keys, protected.</param>
    /// <param name="bootstrapProtectionRequirements">What of the messages that ask for the token is protected; null for the usual.</param>
    /// <exception cref="ArgumentNullException"><paramref name="bootstrapSecurity"/> is null.</exception>
    /// <remarks>
    /// A bootstrap that leaves protection to the transport makes a <see cref="TransportSecurityBindingElement"/> in which the session's key signs the
    /// timestamp; any other makes a <see cref="SymmetricSecurityBindingElement"/>.
    /// As in WCF the element has the default version, algorithm suite, layout, timestamp and entropy mode, whatever the bootstrap has: set them on both where they
    /// are to be others. <see cref="AllowInsecureTransport"/> is the bootstrap's.
    /// </remarks>
    public static SecurityBindingElement CreateSecureConversationBindingElement(
        SecurityBindingElement bootstrapSecurity, bool requireCancellation, ChannelProtectionRequirements? bootstrapProtectionRequirements)
    {
        ArgumentNullException.ThrowIfNull(bootstrapSecurity);
        var token = new SecureConversationSecurityTokenParameters(bootstrapSecurity, requireCancellation, bootstrapProtectionRequirements);
        SecurityBindingElement element;
        if (bootstrapSecurity is TransportSecurityBindingElement)
        {
            token.RequireDerivedKeys = false;
            element = new TransportSecurityBindingElement();
            element.EndpointSupportingTokenParameters.Endorsing.Add(token);
            element.LocalClientSettings.DetectReplays = false;
            element.LocalServiceSettings.DetectReplays = false;
        }
        else
        {
            element = new SymmetricSecurityBindingElement(token);
        }

        element.AllowInsecureTransport = bootstrapSecurity.AllowInsecureTransport;
        return element;
    }

    /// <summary>Client and service negotiate a key by TLS within SOAP messages. It can be described, but not used yet.</summary>
    /// <param name="requireClientCertificate">Whether the client shows a certificate.</param>
    public static SymmetricSecurityBindingElement CreateSslNegotiationBindingElement(bool requireClientCertificate) =>
        CreateSslNegotiationBindingElement(requireClientCertificate, requireCancellation: false);

    /// <summary>Client and service negotiate a key by TLS within SOAP messages. It can be described, but not used yet.</summary>
    /// <param name="requireClientCertificate">Whether the client shows a certificate.</param>
    /// <param name="requireCancellation">False for a token that carries its own state.</param>
    public static SymmetricSecurityBindingElement CreateSslNegotiationBindingElement(bool requireClientCertificate, bool requireCancellation) =>
        new(new SslSecurityTokenParameters(requireClientCertificate, requireCancellation));

    /// <summary>As <see cref="CreateSslNegotiationBindingElement(bool)"/>, and the client proves itself by name and password. It can be described, but not used yet.</summary>
    public static SymmetricSecurityBindingElement CreateUserNameForSslBindingElement() => CreateUserNameForSslBindingElement(requireCancellation: false);

    /// <summary>As <see cref="CreateSslNegotiationBindingElement(bool)"/>, and the client proves itself by name and password. It can be described, but not used yet.</summary>
    /// <param name="requireCancellation">False for a token that carries its own state.</param>
    public static SymmetricSecurityBindingElement CreateUserNameForSslBindingElement(bool requireCancellation)
    {
        var element = CreateSslNegotiationBindingElement(requireClientCertificate: false, requireCancellation);
        element.EndpointSupportingTokenParameters.SignedEncrypted.Add(new UserNameSecurityTokenParameters());
        return element;
    }

    private static SymmetricSecurityBindingElement ForServiceCertificate(bool confirms) =>
        new(new X509SecurityTokenParameters(X509KeyIdentifierClauseType.Thumbprint, SecurityTokenInclusionMode.Never)) { RequireSignatureConfirmation = confirms };

    private static X509SecurityTokenParameters EndorsingCertificate(X509KeyIdentifierClauseType reference) =>
        new(reference, SecurityTokenInclusionMode.AlwaysToRecipient) { RequireDerivedKeys = false };
}
