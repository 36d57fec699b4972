using System.Net;
using System.Text;
using Parley.Security;

namespace Parley.Channels;

/// <summary>Makes the client channels of one HTTP binding: they share its encoder, its buffers and its connections.</summary>
internal sealed class HttpChannelFactory : ChannelFactoryBase<IRequestChannel>, IHttpCookieContainerManager
{
    private readonly HttpTransportBindingElement _element;
    private readonly IClientCredentials? _credentials;
    private readonly MessageEncoderFactory _encoderFactory;
    private CookieContainer _cookies = new();
    private HttpMessageInvoker? _invoker;
    private bool _ownsInvoker;

    public HttpChannelFactory(HttpTransportBindingElement element, BindingContext context)
        : base(context.Binding)
    {
        _element = element;
        _credentials = context.BindingParameters.Find<IClientCredentials>();
        _encoderFactory = HttpTransportBindingElement.FindEncoding(context).CreateMessageEncoderFactory();
        TimeProvider = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
        var bufferManager = BufferManager.CreateBufferManager(element.MaxBufferPoolSize, element.MaxBufferSize);
        Writer = new HttpRequestWriter(element, _encoderFactory.Encoder, bufferManager) { Authorization = BasicAuthorization() };
        Reader = new HttpReplyReader(element, _encoderFactory.Encoder, bufferManager, DefaultReceiveTimeout, TimeProvider);
    }

    public HttpRequestWriter Writer { get; }

    public HttpReplyReader Reader { get; }

    public HttpMessageInvoker Invoker => _invoker!;

    public bool ManualAddressing => _element.ManualAddressing;

    public CookieContainer CookieContainer
    {
        get => _cookies;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfDisposedOrImmutable();
            _cookies = value;
        }
    }

    public TimeProvider Clock => TimeProvider;

    protected override TimeProvider TimeProvider { get; }

    public override T? GetProperty<T>()
        where T : class
    {
        if (typeof(T) == typeof(IHttpCookieContainerManager))
        {
            return _element.AllowCookies ? (T)(object)this : null;
        }

        if (typeof(T) == typeof(MessageVersion))
        {
            return _encoderFactory.MessageVersion as T;
        }

        return _encoderFactory.Encoder.GetProperty<T>() ?? base.GetProperty<T>();
    }

    protected override ValueTask OnOpenAsync(CancellationToken cancellationToken)
    {
        (_invoker, _ownsInvoker) = HttpHandlers.Get(_element, _credentials, _cookies);
        return default;
    }

    protected override IRequestChannel OnCreateChannel(EndpointAddress address, Uri via)
    {
        if (!string.Equals(via.Scheme, _element.Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"The address '{via}' has the scheme '{via.Scheme}', but the binding's transport has '{_element.Scheme}'.", nameof(via));
        }

        return new HttpRequestChannel(this, address, via);
    }

    protected override async ValueTask OnCloseAsync(CancellationToken cancellationToken)
    {
        await base.OnCloseAsync(cancellationToken).ConfigureAwait(false);
        DisposeInvoker();
    }

    protected override void OnAbort()
    {
        base.OnAbort();
        DisposeInvoker();
    }

    private void DisposeInvoker()
    {
        if (_ownsInvoker)
        {
            _invoker?.Dispose();
        }
    }

    private string? BasicAuthorization()
    {
        if (_element.AuthenticationScheme != AuthenticationSchemes.Basic)
        {
            return null;
        }

        if (string.IsNullOrEmpty(_credentials?.UserName.UserName))
        {
            throw new InvalidOperationException(
                "The binding's authentication scheme is Basic, and there is no user name. Set ClientCredentials.UserName.UserName and Password.");
        }

        if (_credentials.UserName.UserName.Contains(':', StringComparison.Ordinal))
        {
            throw new InvalidOperationException("A user name of Basic authentication cannot have a colon (RFC 7617, section 2).");
        }

        var pair = Encoding.UTF8.GetBytes($"{_credentials.UserName.UserName}:{_credentials.UserName.Password}");
        return $"Basic {Convert.ToBase64String(pair)}";
    }
}
