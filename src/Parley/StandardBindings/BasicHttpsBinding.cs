using Parley.Channels;

namespace Parley;

/// <summary>SOAP 1.1 without addressing headers over HTTPS: no sessions. WCF documentation: BasicHttpsBinding.</summary>
public class BasicHttpsBinding : HttpBindingBase
{
    /// <summary>Creates the binding; TLS protects its messages.</summary>
    public BasicHttpsBinding()
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    public BasicHttpsBinding(BasicHttpsSecurityMode securityMode) => Security.Mode = securityMode;

    /// <summary>How messages are written. Default Text.</summary>
    public WSMessageEncoding MessageEncoding
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(MessageEncoding));
    }

    /// <summary>The binding's security. Default: TLS.</summary>
    public BasicHttpsSecurity Security
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    private protected override bool UsesTls => true;

    /// <inheritdoc/>
    public override BindingElementCollection CreateBindingElements()
    {
        var elements = new BindingElementCollection();
        if (Security.Mode == BasicHttpsSecurityMode.TransportWithMessageCredential)
        {
            elements.Add(MessageSecurityElements.CreateBasic(nameof(BasicHttpsBinding), Security.Message, overTransport: true));
        }

        Security.Transport.AddRefusal(elements, nameof(BasicHttpsBinding));
        elements.Add(CreateEncoding(MessageEncoding));
        elements.Add(CreateTransport(Security.Transport, authenticates: Security.Mode == BasicHttpsSecurityMode.Transport));
        return elements;
    }
}
