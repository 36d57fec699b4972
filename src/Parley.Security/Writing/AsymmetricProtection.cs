using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>Protection by certificates of both sides: signed by the sender's, encrypted for the receiver's.</summary>
/// <param name="sender">Has a private key.</param>
/// <param name="senderKind">How it is referred to where it is not in the message.</param>
/// <param name="isSenderIncluded">Whether it is in the message.</param>
/// <param name="receiver">The receiver's; null when nothing is encrypted.</param>
/// <param name="receiverKind">How it is referred to.</param>
/// <param name="profile">The binding's profile.</param>
internal sealed class AsymmetricProtection(
    X509Certificate2 sender,
    X509KeyIdentifierClauseType senderKind,
    bool isSenderIncluded,
    X509Certificate2? receiver,
    X509KeyIdentifierClauseType receiverKind,
    ProtectionProfile profile) : IDisposable
{
    private readonly RSA _rsa = sender.GetRSAPrivateKey()
        ?? throw new InvalidOperationException($"The certificate '{sender.Subject}' has no private RSA key to sign with.");

    private EncryptedKeyToken? _key;

    /// <summary>How one message is protected. The keys of the message before are zeroed: finish it first.</summary>
    public OutgoingSecurity Protect(in ProtectionDetails details)
    {
        _key?.Dispose();
        _key = receiver is null ? null : EncryptedKeyToken.Create(receiver, receiverKind, profile);
        var tokens = new List<HeaderElement>(2);
        var token = isSenderIncluded ? new CertificateElement(SecurityIds.Next(), sender.RawData) : null;
        if (token is not null)
        {
            tokens.Add(token);
        }

        if (_key is not null)
        {
            tokens.Add(_key.Element);
        }

        TokenReference reference = token is not null
            ? new IdReference(token.Id, profile.Explicit(SecurityNames.X509Token))
            : CertificateReferences.Create(sender, senderKind, profile);
        return new OutgoingSecurity
        {
            Suite = profile.Suite,
            Order = profile.Order,
            Layout = profile.Layout,
            Timestamp = profile.CreateTimestamp(details.Now),
            Tokens = tokens,
            Signing = SigningKey.Create(_rsa, profile.AsymmetricSignature, reference),
            Encrypting = _key is null ? null : new EncryptingKey(_key.Key, profile.Encryption, null),
            ListHolder = _key?.Element,
            ProtectsTokens = profile.ProtectsTokens,
            SupportingTokens = details.SupportingTokens ?? [],
            Endorsing = details.Endorsing ?? [],
            Confirmations = details.Confirmations ?? [],
            SignedParts = details.SignedParts,
            EncryptedParts = details.EncryptedParts,
        };
    }

    public void Dispose()
    {
        _key?.Dispose();
        _rsa.Dispose();
    }
}
