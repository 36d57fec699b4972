using System.Net;

namespace Parley.Channels;

/// <summary>A request body that is encoded while it is sent.</summary>
internal sealed class StreamedMessageContent(Message message, MessageEncoder encoder) : HttpContent
{
    private int _sent;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, default);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _sent, 1) != 0)
        {
            throw new ProtocolException("The request would have to be sent a second time, but a streamed message can be sent only once.");
        }

        return encoder.WriteMessageAsync(message, stream, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
