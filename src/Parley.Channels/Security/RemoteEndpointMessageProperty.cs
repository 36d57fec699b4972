using System.Net;

namespace Parley.Channels;

/// <summary>Where a message came from, as its transport saw it. WCF documentation: RemoteEndpointMessageProperty.</summary>
public sealed class RemoteEndpointMessageProperty
{
    private readonly IPEndPoint? _endPoint;

    /// <summary>Creates the property.</summary>
    /// <param name="address">The IP address of the other side, or the path of its socket.</param>
    /// <param name="port">Its port; 0 where there is none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is not between 0 and 65535.</exception>
    public RemoteEndpointMessageProperty(string address, int port)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        Address = address;
        Port = port;
    }

    /// <summary>Creates the property; the address becomes text when it is asked for.</summary>
    /// <param name="endPoint">Address and port of the other side.</param>
    /// <exception cref="ArgumentNullException"><paramref name="endPoint"/> is null.</exception>
    public RemoteEndpointMessageProperty(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        _endPoint = endPoint;
        Port = endPoint.Port;
    }

    /// <summary>The key of the property in <c>Message.Properties</c>: the full name of WCF's type.</summary>
    public static string Name => "System.ServiceModel.Channels.RemoteEndpointMessageProperty";

    /// <summary>
    /// The IP address of the other side, or the path of its socket; empty where it has none. An IPv4 address that came mapped into IPv6 is
    /// shown as IPv4.
    /// </summary>
    public string Address
    {
        get => field ??= (_endPoint!.Address.IsIPv4MappedToIPv6 ? _endPoint.Address.MapToIPv4() : _endPoint.Address).ToString();
        private init;
    }

    /// <summary>The port of the other side; 0 where there is none.</summary>
    public int Port { get; }
}
