using Parley.Channels;

namespace Parley;

/// <summary>SOAP 1.1 without addressing headers over HTTP, as WS-I Basic Profile has it: no sessions. WCF documentation: BasicHttpBinding.</summary>
public class BasicHttpBinding : HttpBindingBase
{
    /// <summary>Creates the binding without security.</summary>
    public BasicHttpBinding()
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    public BasicHttpBinding(BasicHttpSecurityMode securityMode) => Security.Mode = securityMode;

    /// <summary>How messages are written. Default Text.</summary>
    public WSMessageEncoding MessageEncoding
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(MessageEncoding));
    }

    /// <summary>The binding's security. Default: none.</summary>
    public BasicHttpSecurity Security
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    private protected override bool UsesTls =>
        Security.Mode is BasicHttpSecurityMode.Transport or BasicHttpSecurityMode.TransportWithMessageCredential;

    /// <inheritdoc/>
    public override BindingElementCollection CreateBindingElements()
    {
        var elements = new BindingElementCollection();
        if (Security.Mode is BasicHttpSecurityMode.Message or BasicHttpSecurityMode.TransportWithMessageCredential)
        {
            elements.Add(MessageSecurityElements.CreateBasic(
                nameof(BasicHttpBinding), Security.Message, overTransport: Security.Mode == BasicHttpSecurityMode.TransportWithMessageCredential));
        }

        if (Security.Mode == BasicHttpSecurityMode.TransportCredentialOnly && Security.Transport.ClientCredentialType == HttpClientCredentialType.Certificate)
        {
            throw new InvalidOperationException(
                $"The binding '{Name}' has Security.Mode TransportCredentialOnly and Security.Transport.ClientCredentialType Certificate, but a certificate needs TLS. "
                + "Set Security.Mode to BasicHttpSecurityMode.Transport, or another ClientCredentialType.");
        }

        if (Security.Mode is not BasicHttpSecurityMode.None)
        {
            Security.Transport.AddRefusal(elements, nameof(BasicHttpBinding));
        }

        elements.Add(CreateEncoding(MessageEncoding));
        elements.Add(CreateTransport(
            Security.Transport, authenticates: Security.Mode is BasicHttpSecurityMode.Transport or BasicHttpSecurityMode.TransportCredentialOnly));
        return elements;
    }
}
