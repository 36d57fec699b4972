using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>What the WS-* bindings over HTTP share: SOAP 1.2 and WS-Addressing 1.0. WCF documentation: WSHttpBindingBase.</summary>
public abstract class WSHttpBindingBase : Binding, IBindingRuntimePreferences
{
    private protected WSHttpBindingBase()
    {
    }

    /// <summary>Whether local addresses are reached without the proxy. Default false.</summary>
    public bool BypassProxyOnLocal { get; set; }

    /// <summary>The version of SOAP: 1.2.</summary>
    public EnvelopeVersion EnvelopeVersion { get; } = EnvelopeVersion.Soap12;

    /// <summary>Which host names of an address a service answers to. Default StrongWildcard.</summary>
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

    /// <summary>The reliable session. Default: off.</summary>
    public OptionalReliableSession ReliableSession
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new();

    /// <inheritdoc/>
    public override string Scheme => UsesTls ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;

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

    /// <summary>Whether the platform's proxy is used when <see cref="ProxyAddress"/> is null. Default true.</summary>
    public bool UseDefaultWebProxy { get; set; } = true;

    bool IBindingRuntimePreferences.ReceiveSynchronously => false;

    private protected abstract bool UsesTls { get; }

    /// <summary>The version of the protocol of reliable sessions.</summary>
    private protected virtual ReliableMessagingVersion ReliableMessagingVersion => ReliableMessagingVersion.WSReliableMessagingFebruary2005;

    /// <inheritdoc/>
    public override BindingElementCollection CreateBindingElements()
    {
        var elements = new BindingElementCollection();
        AddProtocolElements(elements);
        elements.Add(CreateEncoding());
        var transport = CreateTransport();
        transport.BypassProxyOnLocal = BypassProxyOnLocal;
        transport.HostNameComparisonMode = HostNameComparisonMode;
        transport.MaxBufferPoolSize = MaxBufferPoolSize;
        transport.MaxReceivedMessageSize = MaxReceivedMessageSize;
        transport.ProxyAddress = ProxyAddress;
        transport.UseDefaultWebProxy = UseDefaultWebProxy;
        elements.Add(transport);
        return elements;
    }

    private protected virtual void AddProtocolElements(BindingElementCollection elements)
    {
        if (ReliableSession.Enabled)
        {
            var element = (ReliableSessionBindingElement)ReliableSession.Element.Clone();
            element.ReliableMessagingVersion = ReliableMessagingVersion;
            elements.Add(element);
        }
    }

    private protected abstract HttpTransportBindingElement CreateTransport();

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
