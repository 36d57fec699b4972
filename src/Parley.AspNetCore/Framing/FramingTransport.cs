using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Parley.Channels.Framing;

/// <summary>
/// Kestrel's transport for the connections of one address. Kestrel's own would read and write each socket through a pipe; here whoever
/// serves a connection has the socket itself (<see cref="FramingConnectionContext"/>).
/// </summary>
internal sealed class FramingTransport(int backlog, ILogger logger, TimeProvider timeProvider) : IConnectionListenerFactory
{
    private readonly List<FramingConnectionListener> _listeners = [];
    private string? _file;
    private (DateTime Made, DateTime Written) _mark;

    /// <summary>The port of the first socket; 0 for one that has none.</summary>
    public int Port => (_listeners[0].EndPoint as IPEndPoint)?.Port ?? 0;

    /// <summary>
    /// Binds a socket and listens. The first must be bound. Others have the port of the first, and where the machine does not have their
    /// address nobody can connect to it.
    /// </summary>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var source = _listeners.Count == 0
            ? await BindFirstAsync(endpoint, cancellationToken).ConfigureAwait(false)
            : BindOther(endpoint is IPEndPoint ip ? new IPEndPoint(ip.Address, Port) : endpoint);
        var listener = new FramingConnectionListener(source?.EndPoint ?? endpoint, source, logger, timeProvider);
        _listeners.Add(listener);
        return listener;
    }

    /// <summary>Accepts no more.</summary>
    public async ValueTask UnbindAsync()
    {
        // Kestrel unbinds again when it stops; the file may be the next listener's by then.
        var file = _file;
        _file = null;
        if (file is not null)
        {
            // Before the socket goes: a successor makes its own only when nobody listens here.
            LocalSocketFile.Remove(file, _mark);
        }

        foreach (var listener in _listeners)
        {
            await listener.UnbindAsync().ConfigureAwait(false);
        }

        if (file is not null && OperatingSystem.IsWindows())
        {
            // It may keep the file of a socket that is open.
            LocalSocketFile.Remove(file, _mark);
        }
    }

    private async ValueTask<ConnectionSource> BindFirstAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        if (endPoint is NamedPipeEndPoint && OperatingSystem.IsWindows())
        {
            return new KestrelSource(await NamedPipeTransport.Create(endPoint).BindAsync(endPoint, cancellationToken).ConfigureAwait(false));
        }

        if (endPoint is not UnixDomainSocketEndPoint)
        {
            return SocketSource.Bind(endPoint, backlog);
        }

        var file = endPoint.ToString()!;
        await LocalSocketFile.PrepareAsync(file, cancellationToken).ConfigureAwait(false);
        var source = SocketSource.Bind(endPoint, backlog);
        _file = file;
        _mark = LocalSocketFile.Mark(file);
        return source;
    }

    private SocketSource? BindOther(EndPoint endPoint)
    {
        try
        {
            return SocketSource.Bind(endPoint, backlog);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressNotAvailable
            or SocketError.AddressFamilyNotSupported)
        {
            return null;
        }
    }
}
