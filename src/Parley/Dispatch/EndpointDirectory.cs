using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>Tells the channels below a dispatcher which addresses it takes messages for.</summary>
internal sealed class EndpointDirectory : IEndpointDirectory
{
    private volatile DispatchTable? _table;

    /// <summary>The endpoints are known from now on.</summary>
    internal void Open(DispatchTable table) => _table = table;

    public bool TryFind(Message message, out EndpointAddress? address)
    {
        address = null;
        if (_table is not { } table)
        {
            return true;
        }

        if (table.FindAddressed(message) is not { } endpoint)
        {
            return false;
        }

        address = endpoint.Source.EndpointAddress;
        return true;
    }
}
