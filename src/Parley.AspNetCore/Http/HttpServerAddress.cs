using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Parley.Channels;

/// <summary>The IP addresses and the port that a listener's address stands for.</summary>
internal readonly record struct HttpServerAddress(HttpServerAddress.Scope Kind, IPAddress? Address, int Port)
{
    public enum Scope
    {
        /// <summary>One IP address.</summary>
        One,

        /// <summary>This machine alone: the host name <c>localhost</c>.</summary>
        Loopback,

        /// <summary>Every address of the machine: any other host name.</summary>
        Any,
    }

    public static HttpServerAddress Of(Uri uri)
    {
        if (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return new(Scope.One, IPAddress.Parse(uri.DnsSafeHost), uri.Port);
        }

        if (!string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return new(Scope.Any, null, uri.Port);
        }

        // One free port cannot be asked for on two addresses at once.
        return uri.Port == 0 ? new(Scope.One, IPAddress.Loopback, 0) : new(Scope.Loopback, null, uri.Port);
    }

    /// <summary>True when a server at this address takes the requests to another one, too.</summary>
    public bool Covers(HttpServerAddress other) =>
        Port != 0
        && Port == other.Port
        && (this == other
            || Kind == Scope.Any
            || (Kind == Scope.Loopback && other.Address is { } address && IPAddress.IsLoopback(address)));

    public void Listen(KestrelServerOptions options, Action<ListenOptions> configure)
    {
        switch (Kind)
        {
            case Scope.One:
                options.Listen(Address!, Port, configure);
                break;
            case Scope.Loopback:
                options.ListenLocalhost(Port, configure);
                break;
            case Scope.Any:
                options.ListenAnyIP(Port, configure);
                break;
            default:
                throw new InvalidOperationException($"The scope {Kind} is not known.");
        }
    }
}
