using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Parley.Channels.Framing;

/// <summary>A listener of one of Kestrel's transports: Windows named pipes.</summary>
internal sealed class KestrelSource(IConnectionListener listener) : ConnectionSource
{
    public override EndPoint EndPoint => listener.EndPoint;

    public override async ValueTask<FramingConnection?> AcceptAsync() =>
        await listener.AcceptAsync().ConfigureAwait(false) is { } context ? new KestrelConnection(context) : null;

    public override ValueTask UnbindAsync() => listener.UnbindAsync();

    public override ValueTask DisposeAsync() => listener.DisposeAsync();
}
