using System.Net.Security;
using Parley.Security.Tokens;

namespace Parley.Channels;

/// <summary>What the element can do, for contracts that ask for protection.</summary>
public abstract partial class SecurityBindingElement
{
    /// <summary>What the binding can do from this element downwards.</summary>
    /// <param name="context">The elements below.</param>
    internal ISecurityCapabilities GetCapabilities(BindingContext context)
    {
        if (this is TransportSecurityBindingElement)
        {
            var transport = context.GetInnerProperty<ISecurityCapabilities>() ?? SecurityCapabilities.None;
            return new SecurityCapabilities(
                KnowsClient || transport.SupportsClientAuthentication,
                transport.SupportsServerAuthentication,
                transport.SupportedRequestProtectionLevel,
                transport.SupportedResponseProtectionLevel);
        }

        return new SecurityCapabilities(KnowsClient, !IsSignatureOnly, DefaultRequestProtection, DefaultResponseProtection);
    }

    /// <summary>How far requests are protected where a contract says nothing.</summary>
    internal ProtectionLevel DefaultRequestProtection => IsSignatureOnly ? ProtectionLevel.Sign : ProtectionLevel.EncryptAndSign;

    /// <summary>How far replies are protected where a contract says nothing.</summary>
    internal ProtectionLevel DefaultResponseProtection => IsSignatureOnly ? ProtectionLevel.None : ProtectionLevel.EncryptAndSign;

    private bool IsSignatureOnly => this is AsymmetricSecurityBindingElement { IsCertificateSignatureBinding: true };

    private bool KnowsClient =>
        this is AsymmetricSecurityBindingElement
        || EndpointSupportingTokenParameters.All.Any(TellsClient)
        || (this is SymmetricSecurityBindingElement { ProtectionTokenParameters: { } token } && TellsClient(token));

    private static bool TellsClient(SecurityTokenParameters token) =>
        token switch
        {
            UserNameSecurityTokenParameters => true,
            X509SecurityTokenParameters { InclusionMode: not SecurityTokenInclusionMode.Never } => true,
            SslSecurityTokenParameters ssl => ssl.RequireClientCertificate,
            SecureConversationSecurityTokenParameters session => session.BootstrapSecurityBindingElement?.KnowsClient ?? false,
            _ => false,
        };
}
