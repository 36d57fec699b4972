using Parley.Channels;
using Parley.Description;

namespace Parley;

/// <summary>
/// Makes proxies of a contract. A factory is for many proxies: it owns connections, certificates and the contract's tables.
/// WCF documentation: ChannelFactory&lt;TChannel&gt;.
/// </summary>
/// <remarks>Without a contract, a factory of a channel shape such as <see cref="IRequestChannel"/> gives the binding's own
/// channels. They are addressed and not opened; they carry any message, whose action is the caller's to set. Client message inspectors
/// do not see them.</remarks>
/// <typeparam name="TChannel">The contract's interface, or a client's channel shape.</typeparam>
public class ChannelFactory<TChannel> : ChannelFactory, IChannelFactory<TChannel>
{
    /// <summary>Creates a factory whose binding is set later, by <c>Endpoint.Binding</c>.</summary>
    /// <exception cref="InvalidOperationException">The type is no interface, or no service contract.</exception>
    public ChannelFactory()
        : this((Binding?)null!, (EndpointAddress?)null)
    {
    }

    /// <summary>Creates a factory; each channel is given its own address.</summary>
    /// <param name="binding">The binding.</param>
    public ChannelFactory(Binding binding)
        : this(binding, (EndpointAddress?)null)
    {
    }

    /// <summary>Creates a factory of channels to an address.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address.</param>
    public ChannelFactory(Binding binding, string remoteAddress)
        : this(binding, new EndpointAddress(remoteAddress))
    {
    }

    /// <summary>Creates a factory of channels to an address.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="remoteAddress">The service's address; null when each channel is given its own.</param>
    /// <exception cref="InvalidOperationException">The type is no interface, or no service contract.</exception>
    public ChannelFactory(Binding binding, EndpointAddress? remoteAddress)
    {
        ThrowIfNoInterface();
        InitializeEndpoint(binding, remoteAddress);
    }

    /// <summary>Creates a factory of channels to an endpoint.</summary>
    /// <param name="endpoint">The endpoint; its contract is the type parameter's.</param>
    public ChannelFactory(ServiceEndpoint endpoint)
    {
        ThrowIfNoInterface();
        InitializeEndpoint(endpoint);
    }

    /// <summary>Makes a proxy by a factory of its own. The factory lives as long as the proxy is in use.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="endpointAddress">The service's address.</param>
    public static TChannel CreateChannel(Binding binding, EndpointAddress endpointAddress) =>
        new ChannelFactory<TChannel>(binding, endpointAddress).CreateChannelThatEndsTheFactory(null);

    /// <summary>Makes a proxy by a factory of its own. The factory lives as long as the proxy is in use.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="endpointAddress">The service's address.</param>
    /// <param name="via">The transport address.</param>
    public static TChannel CreateChannel(Binding binding, EndpointAddress endpointAddress, Uri via) =>
        new ChannelFactory<TChannel>(binding, endpointAddress).CreateChannelThatEndsTheFactory(via);

    /// <summary>Makes a proxy. It opens itself with its first call.</summary>
    /// <exception cref="InvalidOperationException">The factory has no address or no binding, or the binding cannot do what the contract needs.</exception>
    public TChannel CreateChannel() => CreateProxy(null, null);

    /// <summary>Makes a proxy to another address.</summary>
    /// <param name="address">The address.</param>
    public TChannel CreateChannel(EndpointAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return CreateProxy(address, null);
    }

    /// <summary>Makes a proxy to another address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="via">The transport address.</param>
    public virtual TChannel CreateChannel(EndpointAddress address, Uri? via)
    {
        ArgumentNullException.ThrowIfNull(address);
        return CreateProxy(address, via);
    }

    TChannel IChannelFactory<TChannel>.CreateChannel(EndpointAddress to) => CreateChannel(to);

    TChannel IChannelFactory<TChannel>.CreateChannel(EndpointAddress to, Uri via) => CreateChannel(to, via);

    private protected override Type? ChannelShape => ChannelShapes.Client.Contains(typeof(TChannel)) ? typeof(TChannel) : null;

    /// <inheritdoc/>
    protected override ServiceEndpoint CreateDescription() => new(ContractDescription.GetContract(typeof(TChannel)));

    private protected virtual TChannel CreateProxy(EndpointAddress? address, Uri? via) =>
        ChannelShape is null ? ProxyOf(CreateServiceChannel(address, via, null)) : (TChannel)CreateUntypedChannel(address, via);

    private protected static TChannel ProxyOf(ServiceChannel channel) => (TChannel)channel.GetProxy(typeof(TChannel));

    private protected TChannel CreateChannelThatEndsTheFactory(Uri? via)
    {
        try
        {
            var channel = CreateProxy(null, via);
            ((ICommunicationObject)channel!).Closed += (_, _) => _ = DisposeAsync().AsTask();
            return channel;
        }
        catch
        {
            Abort();
            throw;
        }
    }

    private static void ThrowIfNoInterface()
    {
        if (!typeof(TChannel).IsInterface)
        {
            throw new InvalidOperationException(
                $"{typeof(TChannel)} is no interface. A channel factory makes proxies of an interface that has [ServiceContract].");
        }
    }
}
