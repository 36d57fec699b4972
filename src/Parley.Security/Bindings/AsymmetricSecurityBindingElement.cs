using Parley.Security;
using Parley.Security.Tokens;

namespace Parley.Channels;

/// <summary>
/// Protects messages by the certificates of both sides: each signs with its own, and encrypts for the other's. WS-SecurityPolicy 1.2, section
/// 7.5. WCF documentation: AsymmetricSecurityBindingElement.
/// </summary>
public sealed class AsymmetricSecurityBindingElement : SecurityBindingElement
{
    /// <summary>Creates the element without tokens.</summary>
    public AsymmetricSecurityBindingElement()
        : this(null, null)
    {
    }

    /// <summary>Creates the element.</summary>
    /// <param name="recipientTokenParameters">The service's certificate.</param>
    public AsymmetricSecurityBindingElement(SecurityTokenParameters? recipientTokenParameters)
        : this(recipientTokenParameters, null)
    {
    }

    /// <summary>Creates the element.</summary>
    /// <param name="recipientTokenParameters">The service's certificate.</param>
    /// <param name="initiatorTokenParameters">The client's certificate.</param>
    public AsymmetricSecurityBindingElement(SecurityTokenParameters? recipientTokenParameters, SecurityTokenParameters? initiatorTokenParameters)
    {
        RecipientTokenParameters = recipientTokenParameters;
        InitiatorTokenParameters = initiatorTokenParameters;
    }

    private AsymmetricSecurityBindingElement(AsymmetricSecurityBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        AllowSerializedSigningTokenOnReply = elementToBeCloned.AllowSerializedSigningTokenOnReply;
        IsCertificateSignatureBinding = elementToBeCloned.IsCertificateSignatureBinding;
        MessageProtectionOrder = elementToBeCloned.MessageProtectionOrder;
        RequireSignatureConfirmation = elementToBeCloned.RequireSignatureConfirmation;
        InitiatorTokenParameters = elementToBeCloned.InitiatorTokenParameters?.Clone();
        RecipientTokenParameters = elementToBeCloned.RecipientTokenParameters?.Clone();
    }

    /// <summary>Whether a reply may carry the service's certificate instead of a reference to it. Default false.</summary>
    public bool AllowSerializedSigningTokenOnReply { get; set; }

    /// <summary>The client's certificate. Null until it is set; channels cannot be built without it.</summary>
    public SecurityTokenParameters? InitiatorTokenParameters { get; set; }

    /// <summary>In which order messages are signed and encrypted. Default SignBeforeEncryptAndEncryptSignature.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public MessageProtectionOrder MessageProtectionOrder
    {
        get;
        set => field = Defined.Value(value, nameof(MessageProtectionOrder));
    } = MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature;

    /// <summary>The service's certificate. Null until it is set; channels cannot be built without it.</summary>
    public SecurityTokenParameters? RecipientTokenParameters { get; set; }

    /// <summary>Whether replies repeat the signatures of their requests, so that the client knows which one is answered. WS-Security 1.1. Default false.</summary>
    public bool RequireSignatureConfirmation { get; set; }

    /// <summary>Whether only the client signs, and nothing is encrypted.</summary>
    internal bool IsCertificateSignatureBinding { get; set; }

    /// <inheritdoc/>
    public override BindingElement Clone() => new AsymmetricSecurityBindingElement(this);
}
