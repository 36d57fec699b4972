using Parley.Channels;

namespace Parley.Dispatcher;

/// <summary>No endpoint of the listener has the message's address.</summary>
internal sealed class UnknownDestinationException(Uri? to)
    : EndpointNotFoundException($"No endpoint listens to the address '{DispatchFaults.Shorten(to?.OriginalString)}' here."), IFaultSource
{
    public Message CreateFaultMessage(MessageVersion version) => WellKnownFaults.DestinationUnreachable(version, to);
}
