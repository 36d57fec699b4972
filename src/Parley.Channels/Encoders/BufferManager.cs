using System.Buffers;
using System.Numerics;

namespace Parley.Channels;

/// <summary>
/// Lends byte buffers and takes them back, so that messages need no new memory each. Safe for use by many threads.
/// WCF documentation: BufferManager. The buffers come from the process's <see cref="ArrayPool{T}.Shared"/> pool.
/// </summary>
public abstract class BufferManager
{
    /// <summary>Creates a manager.</summary>
    protected BufferManager()
    {
    }

    /// <summary>Creates a manager over the process's shared pool.</summary>
    /// <param name="maxBufferPoolSize">
    /// 0 for no pooling at all: every buffer is new memory. Any other value pools; how much is kept, the shared pool decides.
    /// </param>
    /// <param name="maxBufferSize">The largest buffer, in bytes, that is pooled. Larger ones are new memory each time.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative.</exception>
    public static BufferManager CreateBufferManager(long maxBufferPoolSize, int maxBufferSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBufferPoolSize);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBufferSize);
        return maxBufferPoolSize == 0 ? UnpooledBufferManager.Instance : new SharedPoolBufferManager(maxBufferSize);
    }

    /// <summary>Lends a buffer. Its content is whatever the last user left in it.</summary>
    /// <param name="bufferSize">The least size in bytes. 0 or more.</param>
    /// <returns>A buffer of at least that size.</returns>
    public abstract byte[] TakeBuffer(int bufferSize);

    /// <summary>Takes a buffer back. Nobody may use it after this call, and it must be given back only once.</summary>
    /// <param name="buffer">The buffer.</param>
    public abstract void ReturnBuffer(byte[] buffer);

    /// <summary>Forgets the buffers that are kept. The shared pool is left as it is: others use it too.</summary>
    public abstract void Clear();

    private sealed class UnpooledBufferManager : BufferManager
    {
        public static readonly UnpooledBufferManager Instance = new();

        public override byte[] TakeBuffer(int bufferSize)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(bufferSize);
            return GC.AllocateUninitializedArray<byte>(bufferSize);
        }

        public override void ReturnBuffer(byte[] buffer) => ArgumentNullException.ThrowIfNull(buffer);

        public override void Clear()
        {
        }
    }

    private sealed class SharedPoolBufferManager : BufferManager
    {
        private const int SmallestPooled = 16;
        private readonly int _maxBufferSize;

        public SharedPoolBufferManager(int maxBufferSize)
        {
            // The pool lends sizes that are powers of two: the buffer for the largest message must be one that comes back.
            _maxBufferSize = maxBufferSize <= 1 << 30
                ? (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(maxBufferSize, SmallestPooled))
                : 1 << 30;
        }

        public override byte[] TakeBuffer(int bufferSize)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(bufferSize);
            return bufferSize <= _maxBufferSize
                ? ArrayPool<byte>.Shared.Rent(Math.Max(bufferSize, SmallestPooled))
                : GC.AllocateUninitializedArray<byte>(bufferSize);
        }

        public override void ReturnBuffer(byte[] buffer)
        {
            ArgumentNullException.ThrowIfNull(buffer);

            // A buffer of another size is not the pool's: it was new memory, and the garbage collector takes it.
            if (buffer.Length >= SmallestPooled && buffer.Length <= _maxBufferSize && BitOperations.IsPow2(buffer.Length))
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        public override void Clear()
        {
        }
    }
}
