using System.Net;

namespace Parley.Channels.Framing;

/// <summary>The bytes below framing: a socket, a pipe, or a stream over one of them.</summary>
/// <remarks>One may read and one may write at a time. <see cref="Abort"/> may come at any time and ends both.</remarks>
internal abstract class FramingConnection
{
    /// <summary>Where this side is; null where the transport has no such thing.</summary>
    public abstract EndPoint? LocalEndPoint { get; }

    /// <summary>Where the other side is; null where the transport has no such thing.</summary>
    public abstract EndPoint? RemoteEndPoint { get; }

    /// <summary>True when whoever waits for data should hold no buffer meanwhile, because very many connections wait.</summary>
    public abstract bool WaitsWithoutBuffer { get; }

    /// <summary>Reads at least one byte; 0 at the end. With an empty buffer it waits until there is something to read.</summary>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Writes all the bytes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Ends the connection after everything that was written.</summary>
    public abstract ValueTask CloseAsync();

    /// <summary>Ends the connection at once.</summary>
    public abstract void Abort();

    /// <summary>Ends the connection without regard for what is still to go out.</summary>
    public virtual void Kill() => Abort();
}
