using Parley.Channels;
using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>The certificates of a binding between two of them.</summary>
/// <param name="Initiator">The client's.</param>
/// <param name="Recipient">The service's.</param>
/// <param name="IsInitiatorSent">Whether messages of the client have its certificate.</param>
/// <param name="IsRecipientSent">Whether messages of the service have its certificate.</param>
/// <param name="MayRecipientBeSent">Whether the client takes a certificate that it did not know, when it is trusted and proves the address.</param>
internal sealed record AsymmetricTokens(
    X509SecurityTokenParameters Initiator, X509SecurityTokenParameters Recipient, bool IsInitiatorSent, bool IsRecipientSent, bool MayRecipientBeSent)
{
    /// <exception cref="InvalidOperationException">One is missing.</exception>
    /// <exception cref="NotSupportedException">One is not a certificate.</exception>
    public static AsymmetricTokens Of(AsymmetricSecurityBindingElement element)
    {
        var initiator = Certificate(element.InitiatorTokenParameters, nameof(element.InitiatorTokenParameters));
        var recipient = Certificate(element.RecipientTokenParameters, nameof(element.RecipientTokenParameters));
        var isRecipientSent = recipient.InclusionMode == SecurityTokenInclusionMode.AlwaysToInitiator || element.AllowSerializedSigningTokenOnReply;
        return new AsymmetricTokens(
            initiator,
            recipient,
            initiator.InclusionMode is SecurityTokenInclusionMode.AlwaysToRecipient or SecurityTokenInclusionMode.Once,
            recipient.InclusionMode == SecurityTokenInclusionMode.AlwaysToInitiator,
            isRecipientSent);
    }

    private static X509SecurityTokenParameters Certificate(SecurityTokenParameters? token, string name) => token switch
    {
        X509SecurityTokenParameters certificate => certificate,
        null => throw new InvalidOperationException($"The AsymmetricSecurityBindingElement has no {name}."),
        _ => throw new NotSupportedException($"The {name} of the AsymmetricSecurityBindingElement are {token.GetType().Name}. Only certificates (X509SecurityTokenParameters) are supported there."),
    };
}
