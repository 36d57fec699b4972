using Parley.Security;
using Parley.Security.Tokens;

namespace Parley.Channels;

/// <summary>
/// Protects the messages of both directions by one symmetric key: that of a session, or one that the client encrypts for the service's
/// certificate. WS-SecurityPolicy 1.2, section 7.4. WCF documentation: SymmetricSecurityBindingElement.
/// </summary>
public sealed class SymmetricSecurityBindingElement : SecurityBindingElement
{
    /// <summary>Creates the element without a token.</summary>
    public SymmetricSecurityBindingElement()
        : this((SecurityTokenParameters?)null)
    {
    }

    /// <summary>Creates the element.</summary>
    /// <param name="protectionTokenParameters">The token whose key protects the messages.</param>
    public SymmetricSecurityBindingElement(SecurityTokenParameters? protectionTokenParameters) => ProtectionTokenParameters = protectionTokenParameters;

    private SymmetricSecurityBindingElement(SymmetricSecurityBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        MessageProtectionOrder = elementToBeCloned.MessageProtectionOrder;
        RequireSignatureConfirmation = elementToBeCloned.RequireSignatureConfirmation;
        ProtectionTokenParameters = elementToBeCloned.ProtectionTokenParameters?.Clone();
    }

    /// <summary>In which order messages are signed and encrypted. Default SignBeforeEncryptAndEncryptSignature.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public MessageProtectionOrder MessageProtectionOrder
    {
        get;
        set => field = Defined.Value(value, nameof(MessageProtectionOrder));
    } = MessageProtectionOrder.SignBeforeEncryptAndEncryptSignature;

    /// <summary>The token whose key protects the messages. Null until it is set; channels cannot be built without it.</summary>
    public SecurityTokenParameters? ProtectionTokenParameters { get; set; }

    /// <summary>Whether replies repeat the signatures of their requests, so that the client knows which one is answered. WS-Security 1.1. Default false.</summary>
    public bool RequireSignatureConfirmation { get; set; }

    /// <inheritdoc/>
    public override void SetKeyDerivation(bool requireDerivedKeys)
    {
        base.SetKeyDerivation(requireDerivedKeys);
        if (ProtectionTokenParameters is { } token)
        {
            token.RequireDerivedKeys = requireDerivedKeys;
        }
    }

    /// <inheritdoc/>
    public override BindingElement Clone() => new SymmetricSecurityBindingElement(this);
}
