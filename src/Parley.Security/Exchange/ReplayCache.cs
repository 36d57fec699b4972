using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Parley.Security;

/// <summary>
/// Remembers messages by the values of their signatures for as long as they could be sent again. Its size is limited; when it is full, new
/// messages are refused, and none is forgotten early. Safe for use by many threads.
/// </summary>
/// <param name="capacity">The most messages that are remembered at the same time.</param>
internal sealed class ReplayCache(int capacity)
{
    private const int ShardCount = 16;

    private readonly Shard[] _shards = [.. Enumerable.Range(0, ShardCount).Select(_ => new Shard())];
    private int _count;

    /// <summary>How many messages are remembered.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Remembers a message, unless it has come before.</summary>
    /// <param name="signature">The value of its signature.</param>
    /// <param name="forgetAt">When it is too old to be taken anyway, UTC.</param>
    /// <param name="now">The time, UTC.</param>
    public ReplayVerdict Add(ReadOnlySpan<byte> signature, DateTime forgetAt, DateTime now)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(signature, hash);
        var key = BinaryPrimitives.ReadUInt128LittleEndian(hash);
        var shard = _shards[hash[^1] % ShardCount];
        Interlocked.Add(ref _count, -shard.Forget(now));
        if (Interlocked.Increment(ref _count) > capacity && !MakeRoom(now))
        {
            Interlocked.Decrement(ref _count);
            return shard.Contains(key) ? ReplayVerdict.Replayed : ReplayVerdict.Full;
        }

        if (shard.TryAdd(key, forgetAt))
        {
            return ReplayVerdict.New;
        }

        Interlocked.Decrement(ref _count);
        return ReplayVerdict.Replayed;
    }

    private bool MakeRoom(DateTime now)
    {
        foreach (var shard in _shards)
        {
            Interlocked.Add(ref _count, -shard.Forget(now));
        }

        return Volatile.Read(ref _count) <= capacity;
    }

    private sealed class Shard
    {
        private readonly Lock _lock = new();
        private readonly HashSet<UInt128> _known = [];
        private readonly PriorityQueue<UInt128, DateTime> _byTime = new();

        public bool TryAdd(UInt128 key, DateTime forgetAt)
        {
            lock (_lock)
            {
                if (!_known.Add(key))
                {
                    return false;
                }

                _byTime.Enqueue(key, forgetAt);
                return true;
            }
        }

        public bool Contains(UInt128 key)
        {
            lock (_lock)
            {
                return _known.Contains(key);
            }
        }

        /// <summary>Forgets what is too old.</summary>
        /// <returns>How many.</returns>
        public int Forget(DateTime now)
        {
            lock (_lock)
            {
                var count = 0;
                while (_byTime.TryPeek(out var key, out var forgetAt) && forgetAt <= now)
                {
                    _byTime.Dequeue();
                    _known.Remove(key);
                    count++;
                }

                return count;
            }
        }
    }
}
