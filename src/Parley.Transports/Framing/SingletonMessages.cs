namespace Parley.Channels.Framing;

/// <summary>Reads and writes the messages of streamed exchanges, both halves.</summary>
internal static class SingletonMessages
{
    /// <summary>How much is left unread of an envelope before its connection is given up.</summary>
    public const int MaxLeftover = 64 * 1024;

    /// <summary>Writes an envelope and End.</summary>
    public static async ValueTask WriteAsync(
        Message message, FramingConnection connection, FramingSettings settings, CancellationToken cancellationToken)
    {
        var stream = new ChunkWriteStream(connection, settings.Buffers, settings.ConnectionBufferSize);
        await using (stream.ConfigureAwait(false))
        {
            await settings.EncoderFactory.Encoder.WriteMessageAsync(message, stream, cancellationToken).ConfigureAwait(false);
            await stream.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the whole envelope into memory, End included, and makes a message of it.</summary>
    public static async ValueTask<Message> ReadBufferedAsync(
        SingletonReader reader, FramingSettings settings, string contentType, CancellationToken cancellationToken)
    {
        var buffer = settings.Buffers.TakeBuffer(settings.ConnectionBufferSize);
        var filled = 0;
        try
        {
            while (true)
            {
                var count = await reader.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    break;
                }

                filled += count;
                if (filled > settings.MaxBufferSize)
                {
                    throw settings.TooLarge(filled);
                }

                if (filled == buffer.Length)
                {
                    var larger = settings.Buffers.TakeBuffer(checked(buffer.Length * 2));
                    buffer.AsSpan(0, filled).CopyTo(larger);
                    settings.Buffers.ReturnBuffer(buffer);
                    buffer = larger;
                }
            }

            await reader.FinishAsync(0, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            settings.Buffers.ReturnBuffer(buffer);
            throw;
        }

        return settings.EncoderFactory.Encoder.ReadMessage(new ArraySegment<byte>(buffer, 0, filled), settings.Buffers, contentType);
    }
}
