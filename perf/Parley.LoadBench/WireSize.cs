using Parley.Channels;

namespace Parley.LoadBench;

/// <summary>
/// Finds how many bytes one call's request has on the wire, so that the baseline carries as many: a binding's encoder is
/// wrapped in one that counts, and one warm call is made.
/// </summary>
internal static class WireSize
{
    public static async Task<(int Bytes, string ContentType)> OfRequestAsync(Scenario scenario, Uri address, byte[] payload)
    {
        var binding = new CustomBinding(scenario.CreateBinding());
        var index = binding.Elements.IndexOf(binding.Elements.Find<MessageEncodingBindingElement>()!);
        var counter = new CountingEncodingBindingElement((MessageEncodingBindingElement)binding.Elements[index], new Count());
        binding.Elements[index] = counter;
        await using var factory = new ChannelFactory<IEcho>(binding, new EndpointAddress(address));
        await using var caller = await ProxyCaller.OpenAsync(factory, payload);
        await caller.CallAsync();

        // From the second message on, a session's names are in its dictionary already.
        await caller.CallAsync();
        return (counter.Count.LastBytes, counter.Count.ContentType);
    }

    private sealed class Count
    {
        public int LastBytes { get; set; }

        public string ContentType { get; set; } = "application/octet-stream";
    }

    private sealed class CountingEncodingBindingElement(MessageEncodingBindingElement inner, Count count) : MessageEncodingBindingElement
    {
        public Count Count => count;

        public override MessageVersion MessageVersion
        {
            get => inner.MessageVersion;
            set => inner.MessageVersion = value;
        }

        public override BindingElement Clone() => new CountingEncodingBindingElement((MessageEncodingBindingElement)inner.Clone(), count);

        public override MessageEncoderFactory CreateMessageEncoderFactory() =>
            new CountingEncoderFactory(inner.CreateMessageEncoderFactory(), count);

        public override T? GetProperty<T>(BindingContext context)
            where T : class => inner.GetProperty<T>(context);
    }

    private sealed class CountingEncoderFactory(MessageEncoderFactory inner, Count count) : MessageEncoderFactory
    {
        public override MessageEncoder Encoder { get; } = new CountingEncoder(inner.Encoder, count);

        public override MessageVersion MessageVersion => inner.MessageVersion;

        public override MessageEncoder CreateSessionEncoder() => new CountingEncoder(inner.CreateSessionEncoder(), count);
    }

    private sealed class CountingEncoder(MessageEncoder inner, Count count) : MessageEncoder
    {
        public override string ContentType => inner.ContentType;

        public override string MediaType => inner.MediaType;

        public override MessageVersion MessageVersion => inner.MessageVersion;

        public override bool IsContentTypeSupported(string contentType) => inner.IsContentTypeSupported(contentType);

        public override T? GetProperty<T>()
            where T : class => inner.GetProperty<T>();

        public override Message ReadMessage(ArraySegment<byte> buffer, BufferManager bufferManager, string? contentType = null) =>
            inner.ReadMessage(buffer, bufferManager, contentType);

        public override ValueTask<Message> ReadMessageAsync(
            Stream stream, int maxSizeOfHeaders, string? contentType = null, CancellationToken cancellationToken = default) =>
            inner.ReadMessageAsync(stream, maxSizeOfHeaders, contentType, cancellationToken);

        public override ArraySegment<byte> WriteMessage(
            Message message, int maxMessageSize, BufferManager bufferManager, int messageOffset = 0)
        {
            var written = inner.WriteMessage(message, maxMessageSize, bufferManager, messageOffset);
            count.LastBytes = written.Count;
            count.ContentType = inner.ContentType;
            return written;
        }

        public override ValueTask WriteMessageAsync(Message message, Stream stream, CancellationToken cancellationToken = default) =>
            inner.WriteMessageAsync(message, stream, cancellationToken);
    }
}
