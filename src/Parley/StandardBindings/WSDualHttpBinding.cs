using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>
/// Calls both ways over HTTP: SOAP 1.2 with WS-Addressing 1.0 and a reliable session of 2005. The client listens for what the service sends
/// it. WCF documentation: WSDualHttpBinding.
/// </summary>
/// <remarks>
/// <para>A client needs Parley.AspNetCore in its program, because it listens, and an address that the service can reach
/// (<see cref="ClientBaseAddress"/>).</para>
/// <para>Security.Mode Message, the default as in WCF, is a secure session over HTTP both ways, below the reliable one: callbacks are signed and encrypted,
/// too. WCF's defaults of Security.Message.ClientCredentialType (Windows) and NegotiateServiceCredential (true) are not supported yet: with
/// them, building channels throws <see cref="NotSupportedException"/>.</para>
/// </remarks>
public class WSDualHttpBinding : Binding, IBindingRuntimePreferences
{
    private readonly CompositeDuplexBindingElement _duplex = new();

    /// <summary>Creates the binding with message security.</summary>
    public WSDualHttpBinding()
    {
    }

    /// <summary>Creates the binding.</summary>
    /// <param name="securityMode">What protects the messages.</param>
    public WSDualHttpBinding(WSDualHttpSecurityMode securityMode)
        => Security.Mode = securityMode;

    /// <summary>Whether local addresses are reached without the proxy. Default false.</summary>
    public bool BypassProxyOnLocal { get; set; }

    /// <summary>
    /// Where clients listen; each channel has an address of its own below it. Null, the default, stands for a free port of the address that
    /// this machine has towards the service. See <see cref="CompositeDuplexBindingElement.ClientBaseAddress"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The value is no absolute URI.</exception>
    public Uri? ClientBaseAddress
    {
        get => _duplex.ClientBaseAddress;
        set => _duplex.ClientBaseAddress = value;
    }

    /// <summary>The version of SOAP: 1.2.</summary>
    public EnvelopeVersion EnvelopeVersion { get; } = EnvelopeVersion.Soap12;

    /// <summary>Which host names of an address a service, and a client that listens, answers to. Default StrongWildcard.</summary>
    public HostNameComparisonMode HostNameComparisonMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(HostNameComparisonMode));
    }

    /// <summary>How many bytes of buffers are kept for the next message. 0 or more; default 524288.</summary>
    public long MaxBufferPoolSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 524288;

    /// <summary>The largest message that is taken from the wire, in bytes. 1 or more; default 65536.</summary>
    public long MaxReceivedMessageSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 65536;

    /// <summary>How messages are written. Default Text.</summary>
    public WSMessageEncoding MessageEncoding
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(MessageEncoding));
    }

    /// <summary>The proxy's address; null for the platform's default. Default null.</summary>
    public Uri? ProxyAddress { get; set; }

    /// <summary>The limits of one message's XML.</summary>
    public XmlDictionaryReaderQuotas ReaderQuotas
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.CopyTo(field);
        }
    } = new();

    /// <summary>The reliable session, which is always there.</summary>
    public ReliableSession ReliableSession
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <inheritdoc/>
    public override string Scheme => Uri.UriSchemeHttp;

    /// <summary>The binding's security. Default: message security.</summary>
    public WSDualHttpSecurity Security
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <summary>The encoding of text: UTF-8, or UTF-16 of either byte order. Default UTF-8.</summary>
    public Encoding TextEncoding
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = Encoding.UTF8;

    /// <summary>Whether transactions flow with the calls. Only false is supported.</summary>
    /// <exception cref="NotSupportedException">The value is true.</exception>
    public bool TransactionFlow
    {
        get;
        set
        {
            if (value)
            {
                throw new NotSupportedException("WSDualHttpBinding.TransactionFlow cannot be true: transactions are not supported. Open a TransactionScope in the operation.");
            }

            field = value;
        }
    }

    /// <summary>Whether the platform's proxy is used when <see cref="ProxyAddress"/> is null. Default true.</summary>
    public bool UseDefaultWebProxy { get; set; } = true;

    bool IBindingRuntimePreferences.ReceiveSynchronously => false;

    /// <inheritdoc/>
    public override BindingElementCollection CreateBindingElements()
    {
        var elements = new BindingElementCollection();
        elements.Add(ReliableSession.Element.Clone());
        if (Security.Mode == WSDualHttpSecurityMode.Message)
        {
            elements.Add(Security.Message.CreateElement(
                GetType().Name,
                overTransport: false,
                isReliable: true,
                MessageSecurityVersion.WSSecurity11WSTrustFebruary2005WSSecureConversationFebruary2005WSSecurityPolicy11BasicSecurityProfile10));
        }

        elements.Add(_duplex.Clone());
        elements.Add(new OneWayBindingElement());
        elements.Add(CreateEncoding());
        elements.Add(new HttpTransportBindingElement
        {
            BypassProxyOnLocal = BypassProxyOnLocal,
            HostNameComparisonMode = HostNameComparisonMode,
            MaxBufferPoolSize = MaxBufferPoolSize,
            MaxReceivedMessageSize = MaxReceivedMessageSize,
            ProxyAddress = ProxyAddress,
            UseDefaultWebProxy = UseDefaultWebProxy,
        });
        return elements;
    }

    private MessageEncodingBindingElement CreateEncoding()
    {
        if (MessageEncoding == WSMessageEncoding.Mtom)
        {
            var mtom = new MtomMessageEncodingBindingElement(MessageVersion.Soap12WSAddressing10, TextEncoding);
            ReaderQuotas.CopyTo(mtom.ReaderQuotas);
            return mtom;
        }

        var text = new TextMessageEncodingBindingElement(MessageVersion.Soap12WSAddressing10, TextEncoding);
        ReaderQuotas.CopyTo(text.ReaderQuotas);
        return text;
    }
}
