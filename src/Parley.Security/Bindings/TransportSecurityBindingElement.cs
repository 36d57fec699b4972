namespace Parley.Channels;

/// <summary>
/// Leaves the protection of messages to the transport, and adds the client's tokens to them: TransportWithMessageCredential. WS-SecurityPolicy
/// 1.2, section 7.3. WCF documentation: TransportSecurityBindingElement.
/// </summary>
public sealed class TransportSecurityBindingElement : SecurityBindingElement
{
    /// <summary>Creates the element. Replays are not looked for: the transport does that.</summary>
    public TransportSecurityBindingElement()
    {
        LocalClientSettings.DetectReplays = false;
        LocalServiceSettings.DetectReplays = false;
    }

    private TransportSecurityBindingElement(TransportSecurityBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
    }

    /// <inheritdoc/>
    public override BindingElement Clone() => new TransportSecurityBindingElement(this);
}
