namespace Parley.Channels.Tests.Encoders;

/// <summary>Counts the buffers that are lent, and fails when one comes back twice.</summary>
internal sealed class CountingBufferManager : BufferManager
{
    private readonly HashSet<byte[]> _lent = new(ReferenceEqualityComparer.Instance);

    public int Outstanding => _lent.Count;

    public int Taken { get; private set; }

    public override byte[] TakeBuffer(int bufferSize)
    {
        var buffer = new byte[bufferSize];
        Assert.True(_lent.Add(buffer));
        Taken++;
        return buffer;
    }

    public override void ReturnBuffer(byte[] buffer) => Assert.True(_lent.Remove(buffer), "The buffer was not lent, or came back twice.");

    public override void Clear()
    {
    }

    /// <summary>A buffer with a message in it, as a transport would hand it over.</summary>
    public ArraySegment<byte> Lend(ReadOnlySpan<byte> message, int offset = 0)
    {
        var buffer = TakeBuffer(offset + message.Length);
        message.CopyTo(buffer.AsSpan(offset));
        return new ArraySegment<byte>(buffer, offset, message.Length);
    }
}
