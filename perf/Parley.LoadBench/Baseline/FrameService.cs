using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Parley.LoadBench.Baseline;

/// <summary>
/// The bare platform's answer to net.tcp: a Kestrel connection handler that echoes frames of a four-byte length and
/// that many bytes.
/// </summary>
internal sealed class FrameService : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var output = connection.Transport.Output;
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(connection.ConnectionClosed).ConfigureAwait(false);
                var buffer = result.Buffer;
                while (TryTakeFrame(ref buffer, out var frame))
                {
                    Write(output, frame);
                    await output.FlushAsync(connection.ConnectionClosed).ConfigureAwait(false);
                }

                input.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client has gone.
        }
    }

    private static bool TryTakeFrame(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        if (buffer.Length < 4)
        {
            return false;
        }

        Span<byte> header = stackalloc byte[4];
        buffer.Slice(0, 4).CopyTo(header);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (buffer.Length < 4 + length)
        {
            return false;
        }

        frame = buffer.Slice(0, 4 + length);
        buffer = buffer.Slice(4 + length);
        return true;
    }

    private static void Write(PipeWriter output, in ReadOnlySequence<byte> frame)
    {
        foreach (var segment in frame)
        {
            output.Write(segment.Span);
        }
    }
}
