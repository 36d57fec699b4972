using System.Net;
using System.Net.Sockets;

namespace Parley.Channels.Framing;

/// <summary>
/// The path of a local socket that listens, for <see cref="Socket"/>. That makes room for a client's own name by the length of the
/// listener's, and a longer one would end the process: .NET 10, Linux.
/// </summary>
/// <param name="path">The listener's; null for whoever is at the other side.</param>
internal sealed class LocalAddress(UnixDomainSocketEndPoint? path) : EndPoint
{
    /// <summary>As long as the name of any socket.</summary>
    private const int LongestName = 256;

    private static readonly LocalAddress _client = new(null);

    public override AddressFamily AddressFamily => AddressFamily.Unix;

    /// <summary>From here on the socket accepts.</summary>
    public bool IsBound { get; set; }

    public override SocketAddress Serialize() => IsBound || path is null ? new SocketAddress(AddressFamily.Unix, LongestName) : path.Serialize();

    public override EndPoint Create(SocketAddress socketAddress) => _client;

    public override string ToString() => path?.ToString() ?? "a local client";
}
