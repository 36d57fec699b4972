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

    /// <summary>
    /// True when the connection has buffers of its own and lends what is in them, so that it need not be copied first:
    /// <see cref="BorrowAsync"/>, then <see cref="GiveBack"/>.
    /// </summary>
    public virtual bool Lends => false;

    /// <summary>Waits for bytes and lends some of them; none at the end. Nothing may be read until they are given back.</summary>
    public virtual ValueTask<ReadOnlyMemory<byte>> BorrowAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException($"A {GetType().Name} lends nothing.");

    /// <summary>Gives back what was lent last.</summary>
    /// <param name="taken">How many bytes of it were used up. The others come again.</param>
    public virtual void GiveBack(int taken) => throw new NotSupportedException($"A {GetType().Name} lends nothing.");

    /// <summary>Writes all the bytes.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Ends the connection after everything that was written.</summary>
    public abstract ValueTask CloseAsync();

    /// <summary>Ends the connection at once.</summary>
    public abstract void Abort();
}
