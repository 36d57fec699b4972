using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Parley.Channels.Framing;

/// <summary>Where an endpoint listens: the sockets that its address means.</summary>
/// <param name="Key">What endpoints that share a socket have in common.</param>
/// <param name="WildcardKey">The key of a socket at all addresses that would serve too; null for none.</param>
/// <param name="EndPoints">The first must be bound; the others are bound where the machine has them.</param>
internal sealed record ListenTarget(string Key, string? WildcardKey, IReadOnlyList<EndPoint> EndPoints)
{
    /// <summary>True when the operating system chooses the port.</summary>
    public bool HasDynamicPort => EndPoints[0] is IPEndPoint { Port: 0 };

    public static ListenTarget Create(Uri address)
    {
        if (address.Scheme == "net.pipe" && OperatingSystem.IsWindows())
        {
            var name = PipeName.Get(address);
            return new ListenTarget("pipe:" + name, null, [new NamedPipeEndPoint(name)]);
        }

        if (address.Scheme != "net.tcp")
        {
            var path = LocalSocketPath.Get(address);
            return new ListenTarget("file:" + path, null, [new UnixDomainSocketEndPoint(path)]);
        }

        return CreateTcp(address, address.Port == -1 ? TcpDialer.DefaultPort : address.Port);
    }

    /// <summary>The same with the port that the operating system has chosen.</summary>
    public static ListenTarget CreateTcp(Uri address, int port)
    {
        var wildcard = string.Create(CultureInfo.InvariantCulture, $"tcp:*:{port}");
        if (string.Equals(address.IdnHost, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return new ListenTarget(
                string.Create(CultureInfo.InvariantCulture, $"tcp:localhost:{port}"),
                wildcard,
                Socket.OSSupportsIPv6
                    ? [new IPEndPoint(IPAddress.Loopback, port), new IPEndPoint(IPAddress.IPv6Loopback, port)]
                    : [new IPEndPoint(IPAddress.Loopback, port)]);
        }

        if (IPAddress.TryParse(address.DnsSafeHost, out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any))
        {
            return new ListenTarget(
                string.Create(CultureInfo.InvariantCulture, $"tcp:{ip}:{port}"), wildcard, [new IPEndPoint(ip, port)]);
        }

        // IPv6Any takes IPv4 too, where the machine has both.
        return new ListenTarget(
            wildcard, null, [new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port)]);
    }
}
