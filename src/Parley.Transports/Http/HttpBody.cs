namespace Parley.Channels;

/// <summary>Reads a body into one pooled buffer, within a quota. The caller owns the buffer.</summary>
internal static class HttpBody
{
    /// <summary>Where a body of unknown length begins.</summary>
    public const int FirstBuffer = 4096;

    /// <summary>An announced length beyond this is believed piece by piece, as the bytes really come.</summary>
    public const int TrustedLength = 256 * 1024;

    /// <summary>Reads a body of known length.</summary>
    public static ValueTask<ArraySegment<byte>> ReadAsync(
        Stream body, long length, HttpQuota quota, BufferManager bufferManager, CancellationToken cancellationToken)
    {
        if (length > quota.MaxSize)
        {
            throw quota.Exceeded();
        }

        var buffer = bufferManager.TakeBuffer((int)Math.Min(length, TrustedLength));
        ValueTask<int> first;
        try
        {
            first = body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancellationToken);
        }
        catch
        {
            bufferManager.ReturnBuffer(buffer);
            throw;
        }

        if (!first.IsCompletedSuccessfully)
        {
            return ReadRestAsync(first, buffer, body, length, bufferManager, cancellationToken);
        }

        // A small body has come with its head.
        var count = first.Result;
        return count == length
            ? new(new ArraySegment<byte>(buffer, 0, count))
            : ReadRestAsync(new(count), buffer, body, length, bufferManager, cancellationToken);
    }

    private static async ValueTask<ArraySegment<byte>> ReadRestAsync(
        ValueTask<int> first, byte[] buffer, Stream body, long length, BufferManager bufferManager, CancellationToken cancellationToken)
    {
        try
        {
            var count = await first.ConfigureAwait(false);
            ThrowIfEnded(count, 0, length);
            while (count < length)
            {
                if (count == buffer.Length)
                {
                    buffer = Grow(buffer, count, bufferManager);
                }

                var room = (int)Math.Min(buffer.Length, length) - count;
                var read = await body.ReadAsync(buffer.AsMemory(count, room), cancellationToken).ConfigureAwait(false);
                ThrowIfEnded(read, count, length);
                count += read;
            }

            return new ArraySegment<byte>(buffer, 0, (int)length);
        }
        catch
        {
            bufferManager.ReturnBuffer(buffer);
            throw;
        }
    }

    /// <summary>Reads a body until it ends.</summary>
    public static async ValueTask<ArraySegment<byte>> ReadToEndAsync(
        Stream body, HttpQuota quota, BufferManager bufferManager, CancellationToken cancellationToken)
    {
        var buffer = bufferManager.TakeBuffer(FirstBuffer);
        var count = 0;
        try
        {
            while (true)
            {
                if (count == buffer.Length)
                {
                    buffer = Grow(buffer, count, bufferManager);
                }

                var read = await body.ReadAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return new ArraySegment<byte>(buffer, 0, count);
                }

                count += read;
                if (count > quota.MaxSize)
                {
                    throw quota.Exceeded();
                }
            }
        }
        catch
        {
            bufferManager.ReturnBuffer(buffer);
            throw;
        }
    }

    private static void ThrowIfEnded(int read, int count, long length)
    {
        if (read == 0 && count < length)
        {
            throw new EndOfStreamException($"The body ended after {count} of {length} bytes.");
        }
    }

    public static byte[] Grow(byte[] buffer, int count, BufferManager bufferManager)
    {
        var larger = bufferManager.TakeBuffer((int)Math.Min(Array.MaxLength, Math.Max(FirstBuffer, 2L * buffer.Length)));
        buffer.AsSpan(0, count).CopyTo(larger);
        bufferManager.ReturnBuffer(buffer);
        return larger;
    }
}
