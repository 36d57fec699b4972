using System.Security.Cryptography.X509Certificates;
using Parley.Channels;

namespace Parley.Security;

/// <summary>Each side signs by its own certificate and encrypts for the other's. WS-SecurityPolicy 1.2, section 7.5.</summary>
internal sealed class AsymmetricServiceProtection : ExchangeServiceProtection
{
    private readonly AsymmetricSecurityBindingElement _element;
    private readonly AsymmetricTokens _tokens;

    public AsymmetricServiceProtection(SecurityPolicy policy, AsymmetricSecurityBindingElement element)
        : base(policy, needsCertificate: !element.IsCertificateSignatureBinding)
    {
        _element = element;
        _tokens = AsymmetricTokens.Of(element);
    }

    private protected override ValueTask<Caller> CheckAsync(VerifiedMessage message, string? action, CancellationToken cancellationToken)
    {
        var signature = CheckSignature(message, action);
        return signature.Token is ReceivedToken.X509 token
            ? Caller.CheckAsync(message, action, signature, token, cancellationToken)
            : throw MessageVerifier.Refuse("The message is not signed by a certificate.");
    }

    private protected override ReplySecurity Remember(VerifiedMessage message, Caller caller)
    {
        var client = (ReceivedToken.X509)message.Security.PrimarySignature!.Token;
        return new ReplySecurity
        {
            Signatures = SignaturesOf(message.Security),
            Certificate = _element.IsCertificateSignatureBinding ? null : new X509Certificate2(client.Certificate),
            Context = caller.Endorsing,
        };
    }

    private protected override Message Protect(Message reply, in ProtectionDetails details, ReplySecurity memory)
    {
        if (memory.Certificate is null)
        {
            // Only the client signs.
            return reply;
        }

        using var protection = new AsymmetricProtection(
            Keys.Service!.Certificate, _tokens.Recipient.X509ReferenceStyle, _tokens.IsRecipientSent, memory.Certificate, _tokens.Initiator.X509ReferenceStyle, Policy.Profile);
        return MessageProtector.Protect(reply, protection.Protect(details));
    }
}
