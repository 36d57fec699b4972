namespace Parley.Dispatcher;

/// <summary>Takes the messages of one endpoint from its listener's dispatcher. WCF documentation: EndpointDispatcher.</summary>
public class EndpointDispatcher
{
    /// <summary>Creates the dispatcher of an endpoint.</summary>
    /// <param name="address">The endpoint's address.</param>
    /// <param name="contractName">The contract's name.</param>
    /// <param name="contractNamespace">The contract's XML namespace.</param>
    public EndpointDispatcher(EndpointAddress address, string contractName, string contractNamespace)
        : this(address, contractName, contractNamespace, false)
    {
    }

    /// <summary>Creates the dispatcher of an endpoint.</summary>
    /// <param name="address">The endpoint's address.</param>
    /// <param name="contractName">The contract's name.</param>
    /// <param name="contractNamespace">The contract's XML namespace.</param>
    /// <param name="isSystemEndpoint">True for an endpoint that is no part of the service itself.</param>
    public EndpointDispatcher(EndpointAddress address, string contractName, string contractNamespace, bool isSystemEndpoint)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentException.ThrowIfNullOrEmpty(contractName);
        ArgumentNullException.ThrowIfNull(contractNamespace);
        EndpointAddress = address;
        ContractName = contractName;
        ContractNamespace = contractNamespace;
        OriginalAddress = address;
        IsSystemEndpoint = isSystemEndpoint;
        AddressFilter = new EndpointAddressMessageFilter(address);
        DispatchRuntime = new DispatchRuntime(this);
    }

    private EndpointDispatcher(DispatchRuntime callbacks)
    {
        EndpointAddress = OriginalAddress = new EndpointAddress(EndpointAddress.AnonymousUri);
        ContractName = callbacks.CallbackClientRuntime!.ContractName;
        ContractNamespace = callbacks.CallbackClientRuntime.ContractNamespace;
        AddressFilter = new MatchAllMessageFilter();
        DispatchRuntime = callbacks;
    }

    /// <summary>Takes messages by address; the others get a fault DestinationUnreachable. Default: the endpoint's own address.</summary>
    public MessageFilter AddressFilter
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    }

    /// <summary>The dispatcher of the listener; null before the endpoint is attached to one.</summary>
    public ChannelDispatcher? ChannelDispatcher { get; internal set; }

    /// <summary>Takes messages by contract; the others get a fault ActionNotSupported. Default: the contract's actions.</summary>
    public MessageFilter ContractFilter
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = new MatchAllMessageFilter();

    /// <summary>The contract's name.</summary>
    public string ContractName { get; }

    /// <summary>The contract's XML namespace.</summary>
    public string ContractNamespace { get; }

    /// <summary>How the messages become calls.</summary>
    public DispatchRuntime DispatchRuntime { get; }

    /// <summary>The endpoint's address. After the host has opened, with the real port.</summary>
    public EndpointAddress EndpointAddress { get; internal set; }

    /// <summary>The address before the listener had a real port.</summary>
    internal EndpointAddress OriginalAddress { get; }

    /// <summary>Which endpoint of the same listener has the first choice: the higher number. Default 0.</summary>
    public int FilterPriority { get; set; }

    /// <summary>True for an endpoint that is no part of the service itself.</summary>
    public bool IsSystemEndpoint { get; }

    /// <summary>The dispatcher of a client's callbacks, which takes all that its channel brings.</summary>
    internal static EndpointDispatcher ForCallbacks(DispatchRuntime callbacks) => new(callbacks);

    /// <summary>Compares only the path of <c>To</c>: host and port are somebody else's affair.</summary>
    internal void IgnoreAuthority() =>
        AddressFilter = AddressFilter switch
        {
            EndpointAddressMessageFilter exact => exact.WithoutAuthority(),
            PrefixEndpointAddressMessageFilter prefix => prefix.WithoutAuthority(),
            var other => other,
        };

    /// <summary>The listener got a real port from the operating system.</summary>
    internal void TakePort(int port)
    {
        if (EndpointAddress.Uri.Port != 0)
        {
            return;
        }

        var old = EndpointAddress;
        EndpointAddress = new EndpointAddressBuilder(old) { Uri = new UriBuilder(old.Uri) { Port = port }.Uri }.ToEndpointAddress();
        AddressFilter = AddressFilter switch
        {
            EndpointAddressMessageFilter exact when ReferenceEquals(exact.Address, old) =>
                new EndpointAddressMessageFilter(EndpointAddress, exact.IncludeHostNameInComparison),
            PrefixEndpointAddressMessageFilter prefix when ReferenceEquals(prefix.Address, old) =>
                new PrefixEndpointAddressMessageFilter(EndpointAddress, prefix.IncludeHostNameInComparison),
            var other => other,
        };
    }
}
