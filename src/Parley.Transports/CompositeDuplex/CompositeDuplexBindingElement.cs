namespace Parley.Channels;

/// <summary>
/// Makes channels both ways of two that go one way each: each side sends over a channel of its own, and listens at an address of its own,
/// which it names in ReplyTo. So the client listens, too. It stands above <see cref="OneWayBindingElement"/>.
/// WCF documentation: CompositeDuplexBindingElement.
/// </summary>
/// <remarks>
/// The part that listens is in Parley.AspNetCore, at the client as at the service. A client finds it when the program references
/// Parley.AspNetCore; it may also be given as a binding parameter (<see cref="ITransportListenerFactory"/>).
/// </remarks>
public sealed class CompositeDuplexBindingElement : BindingElement
{
    private Uri? _clientBaseAddress;

    /// <summary>Creates the element with its defaults.</summary>
    public CompositeDuplexBindingElement()
    {
    }

    private CompositeDuplexBindingElement(CompositeDuplexBindingElement elementToBeCloned)
        : base(elementToBeCloned) => _clientBaseAddress = elementToBeCloned._clientBaseAddress;

    /// <summary>
    /// Where clients listen; each channel has an address of its own below it. Port 0 stands for a free port. Null, the default, stands for
    /// a free port of the address that this machine has towards the service: 127.0.0.1 for a service on the same machine. Where
    /// the service sees the client under another address, behind a NAT or in a container, it must be set.
    /// </summary>
    /// <remarks>WCF's default is http://+:80/Temporary_Listen_Addresses/, which Windows shares among programs. Here a port belongs to one program.</remarks>
    /// <exception cref="ArgumentException">The value is no absolute URI.</exception>
    public Uri? ClientBaseAddress
    {
        get => _clientBaseAddress;
        set
        {
            if (value is { IsAbsoluteUri: false })
            {
                throw new ArgumentException($"ClientBaseAddress is an absolute URI; '{value}' is not.", nameof(value));
            }

            _clientBaseAddress = value;
        }
    }

    /// <inheritdoc/>
    public override BindingElement Clone() => new CompositeDuplexBindingElement(this);

    /// <summary>Makes a client's factory.</summary>
    /// <typeparam name="TChannel">IDuplexChannel, or IOutputChannel, which the elements below make.</typeparam>
    /// <param name="context">The elements below, and the parameters.</param>
    /// <exception cref="ArgumentException">The shape is another, or the elements below have no channels of which it could be made.</exception>
    /// <exception cref="InvalidOperationException">Nothing that listens is there.</exception>
    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!CanBuildChannelFactory<TChannel>(context))
        {
            throw WrongShape(typeof(TChannel), "IOutputChannel", context);
        }

        return typeof(TChannel) == typeof(IDuplexChannel)
            ? (IChannelFactory<TChannel>)(object)new CompositeDuplexChannelFactory(ClientBaseAddress, context)
            : context.BuildInnerChannelFactory<TChannel>();
    }

    /// <summary>Makes a service's listener.</summary>
    /// <typeparam name="TChannel">IDuplexChannel, or IInputChannel, which the elements below make.</typeparam>
    /// <param name="context">The elements below, the address, and the parameters.</param>
    /// <exception cref="ArgumentException">The shape is another, or the elements below have no channels of which it could be made.</exception>
    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!CanBuildChannelListener<TChannel>(context))
        {
            throw WrongShape(typeof(TChannel), "IInputChannel", context);
        }

        return typeof(TChannel) == typeof(IDuplexChannel)
            ? (IChannelListener<TChannel>)(object)new CompositeDuplexChannelListener(context)
            : context.BuildInnerChannelListener<TChannel>();
    }

    /// <inheritdoc/>
    public override bool CanBuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return typeof(TChannel) == typeof(IOutputChannel) ? context.CanBuildInnerChannelFactory<IOutputChannel>()
            : typeof(TChannel) == typeof(IDuplexChannel) && HasBothWays(context);
    }

    /// <inheritdoc/>
    public override bool CanBuildChannelListener<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return typeof(TChannel) == typeof(IInputChannel) ? context.CanBuildInnerChannelListener<IInputChannel>()
            : typeof(TChannel) == typeof(IDuplexChannel) && HasBothWays(context);
    }

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetInnerProperty<T>();
    }

    private static bool HasBothWays(BindingContext context) =>
        context.CanBuildInnerChannelFactory<IOutputChannel>() && context.CanBuildInnerChannelListener<IInputChannel>();

    private static ArgumentException WrongShape(Type shape, string oneWay, BindingContext context) => new(
        shape == typeof(IDuplexChannel) || shape.Name == oneWay
            ? $"CompositeDuplexBindingElement makes {shape.Name} of IOutputChannel and IInputChannel, which the elements below it in the binding '{context.Binding.Name}' do not make. Put a OneWayBindingElement below it."
            : $"CompositeDuplexBindingElement makes IDuplexChannel and {oneWay}, and not {shape.Name}. Above it, ReliableSessionBindingElement makes sessions.",
        nameof(shape));
}
