using System.Collections.Concurrent;
using Parley.Channels;

namespace Parley.FunctionalTests.Framing;

/// <summary>Lends buffers and knows which are out. A buffer that comes back twice fails the test.</summary>
internal sealed class CountingBuffers : BufferManager
{
    private readonly ConcurrentDictionary<byte[], string> _lent = new(ReferenceEqualityComparer.Instance as IEqualityComparer<byte[]>);
    private int _problems;

    /// <summary>How many are out.</summary>
    public int Lent => _lent.Count;

    /// <summary>The size of the largest that is out.</summary>
    public int LargestLent => _lent.Keys.Select(buffer => buffer.Length).DefaultIfEmpty().Max();

    /// <summary>How often one came back that was not out.</summary>
    public int Problems => _problems;

    public override byte[] TakeBuffer(int bufferSize)
    {
        var buffer = new byte[Math.Max(bufferSize, 16)];
        Array.Fill(buffer, (byte)0xEE);
        _lent.TryAdd(buffer, string.Empty);
        return buffer;
    }

    public override void ReturnBuffer(byte[] buffer)
    {
        if (!_lent.TryRemove(buffer, out _))
        {
            Interlocked.Increment(ref _problems);
        }

        // Whoever still reads it reads nonsense.
        Array.Fill(buffer, (byte)0xDD);
    }

    public override void Clear()
    {
    }
}
