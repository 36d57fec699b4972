using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Takes messages to an endpoint, or to an address below it. WCF documentation: PrefixEndpointAddressMessageFilter.</summary>
public class PrefixEndpointAddressMessageFilter : MessageFilter
{
    private readonly AddressMatch _match;

    /// <summary>Creates a filter that does not look at the host's name.</summary>
    /// <param name="address">The endpoint.</param>
    public PrefixEndpointAddressMessageFilter(EndpointAddress address)
        : this(address, false)
    {
    }

    /// <summary>Creates a filter.</summary>
    /// <param name="address">The endpoint.</param>
    /// <param name="includeHostNameInComparison">True to look at the host's name too.</param>
    public PrefixEndpointAddressMessageFilter(EndpointAddress address, bool includeHostNameInComparison)
    {
        ArgumentNullException.ThrowIfNull(address);
        _match = new AddressMatch(address, includeHostNameInComparison, prefix: true);
    }

    private PrefixEndpointAddressMessageFilter(AddressMatch match) => _match = match;

    /// <summary>The endpoint.</summary>
    public EndpointAddress Address => _match.Address;

    /// <summary>True when the host's name is compared too. Default false: a service has many names.</summary>
    public bool IncludeHostNameInComparison => _match.IncludeHostName;

    /// <summary>The same filter, for an endpoint whose host and port are somebody else's affair.</summary>
    internal PrefixEndpointAddressMessageFilter WithoutAuthority() =>
        new(new AddressMatch(Address, includeHostName: false, prefix: true, includePort: false));

    /// <inheritdoc/>
    public override bool Match(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _match.Matches(message);
    }
}
