using System.Security.Cryptography.X509Certificates;
using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>Each side signs by its own certificate and encrypts for the other's. WS-SecurityPolicy 1.2, section 7.5.</summary>
internal sealed class AsymmetricClientProtection : ExchangeClientProtection
{
    private readonly AsymmetricSecurityBindingElement _element;
    private readonly CertificateKeys _client;
    private readonly X509Certificate2? _service;
    private readonly AsymmetricTokens _tokens;

    public AsymmetricClientProtection(SecurityPolicy policy, AsymmetricSecurityBindingElement element, EndpointAddress to, IEndorsingTokens? sessions)
        : base(policy, to, sessions)
    {
        _element = element;
        _tokens = AsymmetricTokens.Of(element);
        _client = Tokens.RequireCertificate();
        _service = element.IsCertificateSignatureBinding ? null : ServiceCertificate.Find(policy, to);
    }

    protected override bool TakesUnsecured => base.TakesUnsecured || _element.IsCertificateSignatureBinding;

    private protected override ProtectedMessage Protect(Message request, in ProtectionDetails details, ClientTokens.ShownTokens shown, out EncryptedKeyToken? key)
    {
        key = null;
        using var protection = new AsymmetricProtection(
            _client.Certificate, _tokens.Initiator.X509ReferenceStyle, _tokens.IsInitiatorSent, _service, _tokens.Recipient.X509ReferenceStyle, Policy.Profile);
        return MessageProtector.Protect(request, protection.Protect(details));
    }

    private protected override TokenResolver CreateResolver(RequestSecurity? memory) => new(_client, _service, null);

    private protected override void Check(VerifiedMessage message, RequestSecurity? memory)
    {
        var signature = CheckSignature(message, memory);
        if (signature.Token is not ReceivedToken.X509 { Certificate: var certificate })
        {
            throw MessageVerifier.Refuse("It is not signed by a certificate.");
        }

        if (_service is not null && certificate.RawDataMemory.Span.SequenceEqual(_service.RawDataMemory.Span))
        {
            return;
        }

        if (!_tokens.MayRecipientBeSent)
        {
            throw MessageVerifier.Refuse("It is signed by another certificate than the service's.");
        }

        ServiceCertificate.Check(Policy, To, certificate);
    }
}
