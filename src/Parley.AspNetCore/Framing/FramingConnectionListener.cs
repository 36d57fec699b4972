using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Parley.Channels.Framing;

/// <summary>Where Kestrel gets the connections of one socket from.</summary>
/// <param name="endPoint">The address, with its real port.</param>
/// <param name="source">The socket; null where the machine does not have the address.</param>
/// <param name="logger">Where failures to accept are logged.</param>
/// <param name="timeProvider">The clock of the wait after such a failure.</param>
internal sealed class FramingConnectionListener(EndPoint endPoint, ConnectionSource? source, ILogger logger, TimeProvider timeProvider)
    : IConnectionListener
{
    private volatile bool _isUnbound;

    public EndPoint EndPoint => endPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (source is not null && !_isUnbound)
        {
            try
            {
                var connection = await source.AcceptAsync().ConfigureAwait(false);
                return connection is null ? null : new FramingConnectionContext(connection, endPoint);
            }
            catch (Exception exception) when (!_isUnbound)
            {
                // The process may be out of handles: others go on, and some will be free again. Kestrel would give up for good.
                FramingLog.AcceptFailed(logger, exception);
                await Task.Delay(TimeSpan.FromMilliseconds(100), timeProvider, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
            {
                // The listener closes.
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _isUnbound = true;
        return source?.UnbindAsync() ?? default;
    }

    /// <summary>Connections may use the memory of their source, so Kestrel calls this after the last of them.</summary>
    public ValueTask DisposeAsync()
    {
        _isUnbound = true;
        return source?.DisposeAsync() ?? default;
    }
}
