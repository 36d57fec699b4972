using System.Net;
using System.Net.Sockets;

namespace Parley.Channels;

/// <summary>Finds an address of this machine for a service to send to, where the user has named none.</summary>
internal static class ClientAddresses
{
    private const int AnyPort = 9;

    /// <summary>The address of this machine from which it reaches a service.</summary>
    /// <param name="via">The service's transport address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CommunicationException">There is none that could be chosen.</exception>
    public static async ValueTask<IPAddress> TowardsAsync(Uri via, CancellationToken cancellationToken)
    {
        if (via.IsLoopback)
        {
            return via.HostNameType == UriHostNameType.IPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        }

        Exception? failure = null;
        try
        {
            foreach (var address in await Dns.GetHostAddressesAsync(via.DnsSafeHost, cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    // Nothing is sent: the system only chooses a route.
                    using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                    socket.Connect(address, via.Port > 0 ? via.Port : AnyPort);
                    return ((IPEndPoint)socket.LocalEndPoint!).Address;
                }
                catch (SocketException exception)
                {
                    failure = exception;
                }
            }
        }
        catch (SocketException exception)
        {
            failure = exception;
        }

        throw new CommunicationException(
            $"No address of this machine could be chosen at which the service at '{via}' would reach it. Set ClientBaseAddress.", failure);
    }
}
