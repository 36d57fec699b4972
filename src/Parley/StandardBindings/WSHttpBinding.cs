using Parley.Channels;

namespace Parley;

/// <summary>
/// SOAP 1.2 with WS-Addressing 1.0 over HTTP, with WS-Security and reliable sessions of 2005. WCF documentation: WSHttpBinding.
/// </summary>
/// <remarks>Security.Mode None and Transport work. Message (the default, as in WCF) and TransportWithMessageCredential are not supported
/// yet: building channels with them throws <see cref="NotSupportedException"/>.</remarks>
public class WSHttpBinding : WSHttpBindingBase
{
    /// <summary>Creates the binding with message security.</summary>
    public WSHttpBinding()
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    public WSHttpBinding(SecurityMode securityMode)
        : this(securityMode, reliableSessionEnabled: false)
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    /// <param name="reliableSessionEnabled">Whether it has a reliable session.</param>
    public WSHttpBinding(SecurityMode securityMode, bool reliableSessionEnabled)
    {
        Security.Mode = securityMode;
        ReliableSession.Enabled = reliableSessionEnabled;
    }

    /// <summary>Whether the client keeps cookies and sends them back. Default false.</summary>
    public bool AllowCookies { get; set; }

    /// <summary>The binding's security. Default: message security.</summary>
    public WSHttpSecurity Security
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    private protected override bool UsesTls => Security.Mode is SecurityMode.Transport or SecurityMode.TransportWithMessageCredential;

    private protected override void AddProtocolElements(BindingElementCollection elements)
    {
        if (ReliableSession.Enabled && Security.Mode == SecurityMode.Transport)
        {
            // As WCF: a session over bare TLS over HTTP belongs to nobody, and its sequence could be anybody's.
            throw new InvalidOperationException(
                $"{GetType().Name} has no reliable sessions with Security.Mode Transport. Set Security.Mode to None, or build a CustomBinding of ReliableSessionBindingElement, an encoding and HttpsTransportBindingElement.");
        }

        base.AddProtocolElements(elements);
        if (Security.Mode is SecurityMode.Message or SecurityMode.TransportWithMessageCredential)
        {
            elements.Add(Unsupported.MessageSecurity(GetType().Name, Security.Mode.ToString(), "None or Transport"));
        }

        if (Security.Mode == SecurityMode.Transport)
        {
            Security.Transport.AddRefusal(elements, GetType().Name);
        }
    }

    private protected override HttpTransportBindingElement CreateTransport()
    {
        if (!UsesTls)
        {
            return new HttpTransportBindingElement { AllowCookies = AllowCookies };
        }

        var transport = new HttpsTransportBindingElement { AllowCookies = AllowCookies };
        if (Security.Mode == SecurityMode.Transport)
        {
            Security.Transport.ApplyTo(transport);
        }

        return transport;
    }
}
