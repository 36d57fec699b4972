using Parley.Channels;

namespace Parley;

/// <summary>
/// Binary SOAP 1.2 over a Unix domain socket of this machine: a session for each connection, calls in both directions.
/// WCF documentation: UnixDomainSocketBinding.
/// </summary>
/// <remarks>Security.Mode None, and Transport with the client credential types None and Certificate (TLS), work. Building channels
/// with anything else throws <see cref="NotSupportedException"/>.</remarks>
public class UnixDomainSocketBinding : FramingBindingBase
{
    /// <summary>Creates the binding with transport security.</summary>
    public UnixDomainSocketBinding()
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    public UnixDomainSocketBinding(UnixDomainSocketSecurityMode securityMode) => Security.Mode = securityMode;

    /// <inheritdoc/>
    public override string Scheme => "net.uds";

    /// <summary>The binding's security. Default: transport security.</summary>
    public UnixDomainSocketSecurity Security
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    private protected override void AddProtocolElements(BindingElementCollection elements)
    {
        if (Security.Mode == UnixDomainSocketSecurityMode.TransportCredentialOnly)
        {
            elements.Add(new UnsupportedBindingElement(
                "UnixDomainSocketBinding with Security.Mode TransportCredentialOnly is not supported yet. Set Security.Mode to None, or to Transport with Security.Transport.ClientCredentialType None or Certificate."));
        }
    }

    private protected override BindingElement? CreateStreamSecurityElement() =>
        Security.Mode == UnixDomainSocketSecurityMode.Transport ? Security.Transport.CreateBindingElement() : null;

    private protected override ConnectionOrientedTransportBindingElement CreateTransport() => new UnixDomainSocketTransportBindingElement();
}
