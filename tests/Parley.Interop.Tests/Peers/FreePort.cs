using System.Net;
using System.Net.Sockets;

namespace Parley.Interop.Tests.Peers;

/// <summary>Ports for programs that take a number and cannot choose for themselves.</summary>
internal static class FreePort
{
    /// <summary>A port of the loopback address that nobody listens on now.</summary>
    public static string Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
