using System.Security.Cryptography.X509Certificates;
using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>
/// Each request brings a key that is encrypted for the service's certificate; it protects the request and its reply. WS-SecurityPolicy 1.2,
/// section 7.4.
/// </summary>
internal sealed class SymmetricClientProtection : ExchangeClientProtection
{
    private readonly X509Certificate2 _service;
    private readonly X509KeyIdentifierClauseType _reference;

    public SymmetricClientProtection(SecurityPolicy policy, SymmetricSecurityBindingElement element, EndpointAddress to, IEndorsingTokens? sessions)
        : base(policy, to, sessions)
    {
        _reference = ProtectionToken(element).X509ReferenceStyle;
        _service = ServiceCertificate.Find(policy, to);
    }

    /// <summary>The token that protects.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    /// <exception cref="NotSupportedException">It is not of a kind that there is.</exception>
    public static X509SecurityTokenParameters ProtectionToken(SymmetricSecurityBindingElement element) => element.ProtectionTokenParameters switch
    {
        X509SecurityTokenParameters certificate => certificate,
        null => throw new InvalidOperationException("The SymmetricSecurityBindingElement has no ProtectionTokenParameters: it says no token whose key protects the messages."),
        SslSecurityTokenParameters => throw new NotSupportedException(
            "The negotiation of the service's credential (TLS within SOAP messages) is not supported. Give the client the service's certificate instead: with the standard bindings, set NegotiateServiceCredential to false."),
        { } other => throw new NotSupportedException($"Tokens of the kind {other.GetType().Name} cannot protect messages. There are certificates and secure sessions."),
    };

    private protected override ProtectedMessage Protect(Message request, in ProtectionDetails details, ClientTokens.ShownTokens shown, out EncryptedKeyToken? key)
    {
        key = EncryptedKeyToken.Create(_service, _reference, Policy.Profile);
        using var protection = SymmetricProtection.ForEncryptedKey(key, Policy.Profile);
        return MessageProtector.Protect(request, protection.Protect(details));
    }

    private protected override TokenResolver CreateResolver(RequestSecurity? memory) => new(null, null, memory?.Key);

    private protected override void Check(VerifiedMessage message, RequestSecurity? memory)
    {
        var signature = CheckSignature(message, memory);
        if (signature.Token.Source is not ReceivedToken.EncryptedKey { Secret: var secret } || !ReferenceEquals(secret, memory?.Key?.Key))
        {
            throw MessageVerifier.Refuse("It is not signed by the key of its request.");
        }

        // Both sides have that key: what the client has sent must not come back as the service's word.
        foreach (var own in memory.Signatures)
        {
            if (signature.Value.AsSpan().SequenceEqual(own))
            {
                throw MessageVerifier.Refuse("It is the client's own message, sent back.");
            }
        }
    }
}
