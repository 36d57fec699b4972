using System.Text;
using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>What the basic bindings over HTTP and HTTPS share. WCF documentation: HttpBindingBase.</summary>
public abstract class HttpBindingBase : Binding, IBindingRuntimePreferences
{
    private int? _maxBufferSize;

    private protected HttpBindingBase()
    {
    }

    /// <summary>Whether the client keeps cookies and sends them back. Default false.</summary>
    public bool AllowCookies { get; set; }

    /// <summary>Whether local addresses are reached without the proxy. Default false.</summary>
    public bool BypassProxyOnLocal { get; set; }

    /// <summary>The version of SOAP: 1.1.</summary>
    public EnvelopeVersion EnvelopeVersion { get; } = EnvelopeVersion.Soap11;

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

    /// <summary>The largest message, or with streaming the largest head of one, that is held in memory, in bytes. Default:
    /// <see cref="MaxReceivedMessageSize"/>, with streaming 65536.</summary>
    public int MaxBufferSize
    {
        get => _maxBufferSize ?? (TransferMode == TransferMode.Buffered ? (int)Math.Min(MaxReceivedMessageSize, int.MaxValue) : 65536);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxBufferSize = value;
        }
    }

    /// <summary>The largest message that is taken from the wire, in bytes. Default 65536.</summary>
    public long MaxReceivedMessageSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 65536;

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

    /// <summary>Whether messages are held in memory or streamed. Default Buffered.</summary>
    public TransferMode TransferMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(TransferMode));
    }

    /// <summary>Whether the platform's proxy is used when <see cref="ProxyAddress"/> is null. Default true.</summary>
    public bool UseDefaultWebProxy { get; set; } = true;

    bool IBindingRuntimePreferences.ReceiveSynchronously => false;

    private protected abstract bool UsesTls { get; }

    private protected HttpTransportBindingElement CreateTransport(HttpTransportSecurity security, bool authenticates)
    {
        var transport = UsesTls ? new HttpsTransportBindingElement() : new HttpTransportBindingElement();
        if (authenticates && transport is HttpsTransportBindingElement https)
        {
            security.ApplyTo(https);
        }
        else if (authenticates)
        {
            security.ApplyTo(transport);
        }

        transport.AllowCookies = AllowCookies;
        transport.BypassProxyOnLocal = BypassProxyOnLocal;
        transport.HostNameComparisonMode = HostNameComparisonMode;
        transport.MaxBufferPoolSize = MaxBufferPoolSize;
        transport.MaxReceivedMessageSize = MaxReceivedMessageSize;
        transport.ProxyAddress = ProxyAddress;
        transport.TransferMode = TransferMode;
        transport.UseDefaultWebProxy = UseDefaultWebProxy;
        if (_maxBufferSize is { } maxBufferSize)
        {
            // What is not set stays so: it follows the other settings of the element, which a custom binding may change.
            transport.MaxBufferSize = maxBufferSize;
        }

        return transport;
    }

    private protected MessageEncodingBindingElement CreateEncoding(WSMessageEncoding encoding)
    {
        if (encoding == WSMessageEncoding.Mtom)
        {
            var mtom = new MtomMessageEncodingBindingElement(MessageVersion.Soap11, TextEncoding) { MaxBufferSize = MaxBufferSize };
            ReaderQuotas.CopyTo(mtom.ReaderQuotas);
            return mtom;
        }

        var text = new TextMessageEncodingBindingElement(MessageVersion.Soap11, TextEncoding);
        ReaderQuotas.CopyTo(text.ReaderQuotas);
        return text;
    }
}
