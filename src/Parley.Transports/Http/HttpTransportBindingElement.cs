using System.Net;
using System.Net.Security;

namespace Parley.Channels;

/// <summary>
/// Carries messages over HTTP: a POST for each request, the reply in its response. WCF documentation: HttpTransportBindingElement.
/// </summary>
/// <remarks>
/// The client half is here. The service half is the host's: <c>BuildChannelListener</c> finds an
/// <see cref="ITransportListenerFactory"/> among the binding parameters.
/// </remarks>
public class HttpTransportBindingElement : TransportBindingElement
{
    private int _maxBufferSize = 65536;
    private bool _maxBufferSizeIsSet;
    private int _maxPendingAccepts;
    private string _realm = string.Empty;
    private Version _httpVersion = System.Net.HttpVersion.Version11;
    private TransferMode _transferMode;
    private HostNameComparisonMode _hostNameComparisonMode;
    private AuthenticationSchemes _authenticationScheme = AuthenticationSchemes.Anonymous;
    private TimeSpan _requestInitializationTimeout;

    /// <summary>Creates the element with its defaults.</summary>
    public HttpTransportBindingElement()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="elementToBeCloned">The original.</param>
    protected HttpTransportBindingElement(HttpTransportBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        AllowCookies = elementToBeCloned.AllowCookies;
        BypassProxyOnLocal = elementToBeCloned.BypassProxyOnLocal;
        DecompressionEnabled = elementToBeCloned.DecompressionEnabled;
        KeepAliveEnabled = elementToBeCloned.KeepAliveEnabled;
        Proxy = elementToBeCloned.Proxy;
        ProxyAddress = elementToBeCloned.ProxyAddress;
        ProxyAuthenticationScheme = elementToBeCloned.ProxyAuthenticationScheme;
        UnsafeConnectionNtlmAuthentication = elementToBeCloned.UnsafeConnectionNtlmAuthentication;
        UseDefaultWebProxy = elementToBeCloned.UseDefaultWebProxy;
        _authenticationScheme = elementToBeCloned._authenticationScheme;
        _hostNameComparisonMode = elementToBeCloned._hostNameComparisonMode;
        _httpVersion = elementToBeCloned._httpVersion;
        _maxBufferSize = elementToBeCloned._maxBufferSize;
        _maxBufferSizeIsSet = elementToBeCloned._maxBufferSizeIsSet;
        _maxPendingAccepts = elementToBeCloned._maxPendingAccepts;
        _realm = elementToBeCloned._realm;
        _requestInitializationTimeout = elementToBeCloned._requestInitializationTimeout;
        _transferMode = elementToBeCloned._transferMode;
    }

    /// <summary>True when the client keeps the cookies that services set, and sends them back. Default false.</summary>
    public bool AllowCookies { get; set; }

    /// <summary>
    /// How the client proves who it is to the HTTP layer of the service. Default <see cref="AuthenticationSchemes.Anonymous"/>. Client
    /// and service support <see cref="AuthenticationSchemes.Basic"/>; the client also Digest, Ntlm and Negotiate, as far as the platform does.
    /// Anything else is refused when the factory or listener is built.
    /// </summary>
    public AuthenticationSchemes AuthenticationScheme
    {
        get => _authenticationScheme;
        set => _authenticationScheme = value;
    }

    /// <summary>True when addresses on this machine are dialled without the proxy of <see cref="ProxyAddress"/>. Default false.</summary>
    public bool BypassProxyOnLocal { get; set; }

    /// <summary>True when the client asks for, and unpacks, gzip and deflate responses. Default true.</summary>
    public bool DecompressionEnabled { get; set; } = true;

    /// <summary>Which host names of a request a listener answers to. Default <see cref="HostNameComparisonMode.StrongWildcard"/>.</summary>
    public HostNameComparisonMode HostNameComparisonMode
    {
        get => _hostNameComparisonMode;
        set => _hostNameComparisonMode = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>
    /// The version of HTTP: 1.1 (the default), 1.0 or 2.0. Not known to WCF. Over plain http both sides must agree on 2.0, because
    /// nothing is negotiated there; over https a client of 2.0 falls back to 1.1, and a service speaks both whatever this says.
    /// </summary>
    public Version HttpVersion
    {
        get => _httpVersion;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value != System.Net.HttpVersion.Version10 && value != System.Net.HttpVersion.Version11 && value != System.Net.HttpVersion.Version20)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "HttpVersion is 1.0, 1.1 or 2.0.");
            }

            _httpVersion = value;
        }
    }

    /// <summary>True when a connection is kept for the next request. Default true.</summary>
    public bool KeepAliveEnabled { get; set; } = true;

    /// <summary>
    /// The most that is buffered of one message, in bytes: all of it in buffered mode, its headers in streamed mode. 1 or more;
    /// default 65536, and where it is not set it follows <see cref="TransportBindingElement.MaxReceivedMessageSize"/> in buffered mode.
    /// </summary>
    public int MaxBufferSize
    {
        get => _maxBufferSizeIsSet || TransferMode != TransferMode.Buffered
            ? _maxBufferSize
            : (int)Math.Min(MaxReceivedMessageSize, int.MaxValue);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxBufferSize = value;
            _maxBufferSizeIsSet = true;
        }
    }

    /// <summary>How many receives a listener keeps ready. 0 (the default) leaves it to the host, and so does any other value here.</summary>
    public int MaxPendingAccepts
    {
        get => _maxPendingAccepts;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxPendingAccepts = value;
        }
    }

    /// <summary>The proxy, as an object; null (the default) to take <see cref="ProxyAddress"/> or the system's.</summary>
    public IWebProxy? Proxy { get; set; }

    /// <summary>The address of the proxy; null (the default) for none of its own. Used where <see cref="UseDefaultWebProxy"/> is false.</summary>
    public Uri? ProxyAddress { get; set; }

    /// <summary>How the client proves who it is to the proxy. Only <see cref="AuthenticationSchemes.Anonymous"/>, the default, is supported.</summary>
    public AuthenticationSchemes ProxyAuthenticationScheme { get; set; } = AuthenticationSchemes.Anonymous;

    /// <summary>The realm of Basic authentication. Default empty.</summary>
    public string Realm
    {
        get => _realm;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _realm = value;
        }
    }

    /// <summary>How long a service waits for the whole of a buffered request. Zero (the default) means the receive timeout.</summary>
    public TimeSpan RequestInitializationTimeout
    {
        get => _requestInitializationTimeout;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _requestInitializationTimeout = value;
        }
    }

    /// <inheritdoc/>
    public override string Scheme => Uri.UriSchemeHttp;

    /// <summary>Whether requests and responses are buffered whole or streamed. Default <see cref="TransferMode.Buffered"/>.</summary>
    public TransferMode TransferMode
    {
        get => _transferMode;
        set => _transferMode = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>Kept so that code from WCF compiles: NTLM is not supported, and the value changes nothing. Default false.</summary>
    public bool UnsafeConnectionNtlmAuthentication { get; set; }

    /// <summary>True when the client uses the system's proxy (on Linux, the environment's). Default true.</summary>
    public bool UseDefaultWebProxy { get; set; } = true;

    internal bool StreamsRequests => TransferMode is TransferMode.Streamed or TransferMode.StreamedRequest;

    internal bool StreamsResponses => TransferMode is TransferMode.Streamed or TransferMode.StreamedResponse;

    /// <inheritdoc/>
    public override BindingElement Clone() => new HttpTransportBindingElement(this);

    /// <inheritdoc/>
    /// <remarks>HTTP carries <see cref="IRequestChannel"/> alone; other shapes are made from it by elements above.</remarks>
    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => typeof(TChannel) == typeof(IRequestChannel);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shape is not <see cref="IRequestChannel"/>.</exception>
    /// <exception cref="NotSupportedException">The authentication scheme is not supported.</exception>
    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!CanBuildChannelFactory<TChannel>(context))
        {
            throw new ArgumentException(
                $"The transport of scheme '{Scheme}' has no client channel of shape {typeof(TChannel).Name}; it has IRequestChannel. An element above it, such as a reliable session, may make other shapes.",
                nameof(TChannel));
        }

        ThrowIfNotSupported(byService: false);
        return (IChannelFactory<TChannel>)(object)new HttpChannelFactory(this, context);
    }

    /// <inheritdoc/>
    /// <remarks>HTTP carries <see cref="IReplyChannel"/> alone; other shapes are made from it by elements above.</remarks>
    public override bool CanBuildChannelListener<TChannel>(BindingContext context) => typeof(TChannel) == typeof(IReplyChannel);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The shape is not <see cref="IReplyChannel"/>.</exception>
    /// <exception cref="InvalidOperationException">No host is among the binding parameters.</exception>
    /// <exception cref="NotSupportedException">The authentication scheme is not supported.</exception>
    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!CanBuildChannelListener<TChannel>(context))
        {
            throw new ArgumentException(
                $"The transport of scheme '{Scheme}' has no service channel of shape {typeof(TChannel).Name}; it has IReplyChannel. An element above it, such as a reliable session, may make other shapes.",
                nameof(TChannel));
        }

        ThrowIfNotSupported(byService: true);
        return TransportListeners.Build<TChannel>(this, context);
    }

    internal override bool IsBuffered => TransferMode == TransferMode.Buffered;

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        if (typeof(T) == typeof(MessageVersion) && context.BindingParameters.Find<MessageEncodingBindingElement>() is null)
        {
            return FindEncoding(context).MessageVersion as T;
        }

        if (typeof(T) == typeof(ISecurityCapabilities))
        {
            return (T)(object)Capabilities;
        }

        return base.GetProperty<T>(context);
    }

    private protected virtual SecurityCapabilities Capabilities =>
        AuthenticationScheme == AuthenticationSchemes.Anonymous
            ? SecurityCapabilities.None
            : new SecurityCapabilities(true, false, ProtectionLevel.None, ProtectionLevel.None);

    /// <summary>The encoding element that was found above the transport, or the transport's default: text, SOAP 1.2 with addressing.</summary>
    internal static MessageEncodingBindingElement FindEncoding(BindingContext context) =>
        context.BindingParameters.Find<MessageEncodingBindingElement>() ?? new TextMessageEncodingBindingElement();

    private void ThrowIfNotSupported(bool byService)
    {
        var supported = AuthenticationScheme is AuthenticationSchemes.Anonymous or AuthenticationSchemes.Basic
            || (!byService && AuthenticationScheme is AuthenticationSchemes.Digest or AuthenticationSchemes.Ntlm or AuthenticationSchemes.Negotiate);
        if (!supported)
        {
            throw new NotSupportedException(
                $"AuthenticationScheme {AuthenticationScheme} is not supported by the {(byService ? "service" : "client")}. Set it to Anonymous or Basic; in a standard binding it is Security.Transport.ClientCredentialType, and None or Basic there.");
        }

        if (ProxyAuthenticationScheme != AuthenticationSchemes.Anonymous)
        {
            throw new NotSupportedException(
                $"ProxyAuthenticationScheme {ProxyAuthenticationScheme} is not supported. Set it to Anonymous, and Proxy to a proxy with credentials of its own.");
        }
    }
}
