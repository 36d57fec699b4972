using Parley.Channels;

namespace Parley;

/// <summary>
/// SOAP 1.2 with WS-Addressing 1.0 over HTTP, with WS-Security and reliable sessions of 2005. WCF documentation: WSHttpBinding.
/// </summary>
/// <remarks>
/// The default, as in WCF, is a secure session: Security.Mode Message with Security.Message.EstablishSecurityContext. WCF's defaults of
/// Security.Message.ClientCredentialType (Windows) and NegotiateServiceCredential (true) are not supported yet: with them, building channels throws
/// <see cref="NotSupportedException"/>. Set the credential type to UserName, Certificate or None, and NegotiateServiceCredential to false.
/// </remarks>
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

    /// <summary>The versions of message security.</summary>
    private protected virtual MessageSecurityVersion MessageSecurityVersion =>
        MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10;

    private protected override void AddProtocolElements(BindingElementCollection elements)
    {
        if (ReliableSession.Enabled && Security.Mode == SecurityMode.Transport)
        {
            // As WCF: a session over bare TLS over HTTP belongs to nobody, and its sequence could be anybody's.
            throw new InvalidOperationException(
                $"{GetType().Name} has no reliable sessions with Security.Mode Transport. Set Security.Mode to None, or build a CustomBinding of ReliableSessionBindingElement, an encoding and HttpsTransportBindingElement.");
        }

        if (ReliableSession.Enabled && Security.Mode != SecurityMode.None && !Security.Message.EstablishSecurityContext)
        {
            // WCF documentation: Reliable Messaging Protocol, rule R2301.
            throw new InvalidOperationException(
                $"{GetType().Name} has no reliable sessions where Security.Message.EstablishSecurityContext is false: a reliable session with message security belongs to a secure session. Set it to true, or ReliableSession.Enabled to false.");
        }

        base.AddProtocolElements(elements);
        if (Security.Mode is SecurityMode.Message or SecurityMode.TransportWithMessageCredential)
        {
            elements.Add(Security.Message.CreateElement(
                GetType().Name, overTransport: Security.Mode == SecurityMode.TransportWithMessageCredential, ReliableSession.Enabled, MessageSecurityVersion));
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
