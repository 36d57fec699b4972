using System.Net;

namespace Parley.Channels.Framing;

/// <summary>Accepts connections at one address.</summary>
/// <remarks>Connections may use memory of the source that accepted them, so it is disposed after the last of them.</remarks>
internal abstract class ConnectionSource : IAsyncDisposable
{
    /// <summary>The address, with its real port.</summary>
    public abstract EndPoint EndPoint { get; }

    /// <summary>Waits for the next connection.</summary>
    /// <returns>Null once no more are accepted.</returns>
    public abstract ValueTask<FramingConnection?> AcceptAsync();

    /// <summary>Accepts no more. Connections that were accepted go on.</summary>
    public abstract ValueTask UnbindAsync();

    public abstract ValueTask DisposeAsync();
}
