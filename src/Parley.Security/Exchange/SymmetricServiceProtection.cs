using Parley.Channels;

namespace Parley.Security;

/// <summary>Each request brings a key that is encrypted for the service's certificate; it protects the request and its reply. WS-SecurityPolicy 1.2, section 7.4.</summary>
internal sealed class SymmetricServiceProtection : ExchangeServiceProtection
{
    public SymmetricServiceProtection(SecurityPolicy policy, SymmetricSecurityBindingElement element)
        : base(policy, needsCertificate: true) => SymmetricClientProtection.ProtectionToken(element);

    private protected override ValueTask<Caller> CheckAsync(VerifiedMessage message, string? action, CancellationToken cancellationToken)
    {
        var signature = CheckSignature(message, action);
        if (signature.Token.Source is not ReceivedToken.EncryptedKey key || MessageVerifier.PlaceOf(message.Security, key) is null)
        {
            throw MessageVerifier.Refuse("The message is not signed by a key that it brings.");
        }

        RequireOneKey(message.Security);

        return Caller.CheckAsync(message, action, signature, initiator: null, cancellationToken);
    }

    /// <summary>
    /// What is encrypted is encrypted by the key that signs. Else somebody could put what he cannot read, of a message of another sender, together with
    /// the key for it, under a signature of his own.
    /// </summary>
    private static void RequireOneKey(ReceivedSecurity security)
    {
        var count = 0;
        foreach (var (_, token) in security.Tokens)
        {
            if (token is ReceivedToken.EncryptedKey && ++count > 1)
            {
                throw MessageVerifier.Refuse("The message brings more than one key.");
            }
        }
    }

    private protected override ReplySecurity Remember(VerifiedMessage message, Caller caller)
    {
        var key = (ReceivedToken.EncryptedKey)message.Security.PrimarySignature!.Token.Source;
        return new ReplySecurity
        {
            Signatures = SignaturesOf(message.Security),
            Key = SecretKey.FromBytes(key.Secret.Bytes),
            KeyHash = key.Sha1,
            Context = caller.Endorsing,
        };
    }

    private protected override Message Protect(Message reply, in ProtectionDetails details, ReplySecurity memory)
    {
        using var protection = SymmetricProtection.ForEncryptedKeyReply(memory.KeyHash, memory.Key!, Policy.Profile);
        return MessageProtector.Protect(reply, protection.Protect(details));
    }
}
