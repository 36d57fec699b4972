namespace Parley.Channels;

/// <summary>
/// How two endpoints talk: a stack of binding elements, from the service's side of things down to the transport, with the
/// timeouts of the channels made from it. WCF documentation: Binding.
/// </summary>
public abstract class Binding : IDefaultCommunicationTimeouts
{
    private TimeSpan _openTimeout = TimeSpan.FromMinutes(1);
    private TimeSpan _closeTimeout = TimeSpan.FromMinutes(1);
    private TimeSpan _sendTimeout = TimeSpan.FromMinutes(1);
    private TimeSpan _receiveTimeout = TimeSpan.FromMinutes(10);
    private string? _name;
    private string _namespace = "http://tempuri.org/";

    /// <summary>Creates a binding that is named after its type.</summary>
    protected Binding()
    {
    }

    /// <summary>Creates a binding with a name of its own.</summary>
    /// <param name="name">The name; not empty.</param>
    /// <param name="ns">The namespace.</param>
    protected Binding(string name, string ns)
    {
        Name = name;
        Namespace = ns;
    }

    /// <summary>How long opening a channel may take. Default one minute.</summary>
    public TimeSpan OpenTimeout
    {
        get => _openTimeout;
        set => _openTimeout = CheckTimeout(value);
    }

    /// <summary>How long closing a channel may take. Default one minute.</summary>
    public TimeSpan CloseTimeout
    {
        get => _closeTimeout;
        set => _closeTimeout = CheckTimeout(value);
    }

    /// <summary>How long a send, and on a client a whole call, may take. Default one minute.</summary>
    public TimeSpan SendTimeout
    {
        get => _sendTimeout;
        set => _sendTimeout = CheckTimeout(value);
    }

    /// <summary>How long a session may be idle at the service. Default ten minutes.</summary>
    public TimeSpan ReceiveTimeout
    {
        get => _receiveTimeout;
        set => _receiveTimeout = CheckTimeout(value);
    }

    /// <summary>The binding's name. Default: the type's name.</summary>
    public string Name
    {
        get => _name ?? GetType().Name;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            _name = value;
        }
    }

    /// <summary>The binding's XML namespace. Default <c>http://tempuri.org/</c>.</summary>
    public string Namespace
    {
        get => _namespace;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _namespace = value;
        }
    }

    /// <summary>The scheme of the addresses: <c>http</c>, <c>net.tcp</c> and so on.</summary>
    public abstract string Scheme { get; }

    /// <summary>The SOAP and addressing versions of the messages.</summary>
    public MessageVersion? MessageVersion => GetProperty<MessageVersion>(new BindingParameterCollection());

    /// <summary>Makes the binding's elements anew, the one nearest to the service first, the transport last.</summary>
    public abstract BindingElementCollection CreateBindingElements();

    /// <summary>Makes a client's channel factory.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="parameters">What the elements may need beside their settings: credentials, listener factories.</param>
    /// <exception cref="ArgumentException">The binding has no transport last, or cannot make this shape.</exception>
    public IChannelFactory<TChannel> BuildChannelFactory<TChannel>(params object[] parameters) =>
        BuildChannelFactory<TChannel>(new BindingParameterCollection(parameters));

    /// <summary>Makes a client's channel factory.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="parameters">What the elements may need beside their settings.</param>
    /// <exception cref="InvalidOperationException">The binding cannot make this shape, or its elements are out of order.</exception>
    /// <exception cref="NotSupportedException">The binding asks for what the library cannot do; the message names the setting.</exception>
    public virtual IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingParameterCollection parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var context = new BindingContext(new CustomBinding(this), parameters);
        EnsureTransport(context.RemainingBindingElements);
        ThrowIfUnsupported(context.RemainingBindingElements);
        var factory = context.BuildInnerChannelFactory<TChannel>();
        context.ValidateBindingElementsConsumed();
        return factory;
    }

    /// <summary>Tells whether <see cref="BuildChannelFactory{TChannel}(BindingParameterCollection)"/> can make the shape.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="parameters">What the elements may need beside their settings.</param>
    public bool CanBuildChannelFactory<TChannel>(params object[] parameters) =>
        CanBuildChannelFactory<TChannel>(new BindingParameterCollection(parameters));

    /// <summary>Tells whether <see cref="BuildChannelFactory{TChannel}(BindingParameterCollection)"/> can make the shape.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="parameters">What the elements may need beside their settings.</param>
    public virtual bool CanBuildChannelFactory<TChannel>(BindingParameterCollection parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var context = new BindingContext(new CustomBinding(this), parameters);
        return FindUnsupported(context.RemainingBindingElements) is null && context.CanBuildInnerChannelFactory<TChannel>();
    }

    /// <summary>Makes a service's channel listener at an address.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="listenUriBaseAddress">The address.</param>
    /// <param name="parameters">What the elements may need beside their settings; the listener factory of the host among them.</param>
    public IChannelListener<TChannel> BuildChannelListener<TChannel>(Uri listenUriBaseAddress, params object[] parameters)
        where TChannel : class, IChannel =>
        BuildChannelListener<TChannel>(listenUriBaseAddress, string.Empty, new BindingParameterCollection(parameters));

    /// <summary>Makes a service's channel listener at an address.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="listenUriBaseAddress">The address.</param>
    /// <param name="parameters">What the elements may need beside their settings.</param>
    public IChannelListener<TChannel> BuildChannelListener<TChannel>(Uri listenUriBaseAddress, BindingParameterCollection parameters)
        where TChannel : class, IChannel =>
        BuildChannelListener<TChannel>(listenUriBaseAddress, string.Empty, parameters);

    /// <summary>Makes a service's channel listener at an address.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="listenUriBaseAddress">The base address.</param>
    /// <param name="listenUriRelativeAddress">What is appended to it; empty for nothing.</param>
    /// <param name="parameters">What the elements may need beside their settings.</param>
    /// <exception cref="InvalidOperationException">The binding cannot make this shape, or its elements are out of order.</exception>
    /// <exception cref="NotSupportedException">The binding asks for what the library cannot do; the message names the setting.</exception>
    public virtual IChannelListener<TChannel> BuildChannelListener<TChannel>(
        Uri listenUriBaseAddress, string listenUriRelativeAddress, BindingParameterCollection parameters)
        where TChannel : class, IChannel
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var context = new BindingContext(new CustomBinding(this), parameters, listenUriBaseAddress, listenUriRelativeAddress);
        EnsureTransport(context.RemainingBindingElements);
        ThrowIfUnsupported(context.RemainingBindingElements);
        var listener = context.BuildInnerChannelListener<TChannel>();
        context.ValidateBindingElementsConsumed();
        return listener;
    }

    /// <summary>Tells whether a listener can be made of the shape.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="parameters">What the elements may need beside their settings.</param>
    public bool CanBuildChannelListener<TChannel>(params object[] parameters)
        where TChannel : class, IChannel =>
        CanBuildChannelListener<TChannel>(new BindingParameterCollection(parameters));

    /// <summary>Tells whether a listener can be made of the shape.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="parameters">What the elements may need beside their settings.</param>
    public virtual bool CanBuildChannelListener<TChannel>(BindingParameterCollection parameters)
        where TChannel : class, IChannel
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var context = new BindingContext(new CustomBinding(this), parameters);
        return FindUnsupported(context.RemainingBindingElements) is null && context.CanBuildInnerChannelListener<TChannel>();
    }

    /// <summary>Asks the elements, from the top, for something that they offer.</summary>
    /// <typeparam name="T">What is wanted.</typeparam>
    /// <param name="parameters">What the elements may need beside their settings.</param>
    /// <returns>The first answer; null when nobody knows it.</returns>
    public T? GetProperty<T>(BindingParameterCollection parameters)
        where T : class =>
        new BindingContext(new CustomBinding(this), parameters).GetInnerProperty<T>();

    /// <summary>Refuses a binding that asks for what the library cannot do.</summary>
    /// <exception cref="NotSupportedException">It does; the message names the setting.</exception>
    internal void ThrowIfUnsupported() => ThrowIfUnsupported(CreateBindingElements());

    private void ThrowIfUnsupported(BindingElementCollection elements)
    {
        if (FindUnsupported(elements) is { } unsupported)
        {
            throw unsupported.Refuse(this);
        }
    }

    private static IUnsupportedBindingElement? FindUnsupported(BindingElementCollection elements) =>
        elements.OfType<IUnsupportedBindingElement>().FirstOrDefault();

    private void EnsureTransport(BindingElementCollection elements)
    {
        if (elements.Count == 0 || elements[^1] is not TransportBindingElement)
        {
            throw new InvalidOperationException(
                $"The binding '{Name}' needs a transport binding element as its last element, for example HttpTransportBindingElement or TcpTransportBindingElement.");
        }
    }

    private static TimeSpan CheckTimeout(TimeSpan value)
    {
        if (value < TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "A timeout is zero or more, or infinite.");
        }

        return value;
    }
}
