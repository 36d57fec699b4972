namespace Parley.Channels;

/// <summary>
/// Turns messages into bytes and bytes into messages. WCF documentation: MessageEncoder; the stream methods are asynchronous here.
/// </summary>
/// <remarks>
/// The encoder of <see cref="MessageEncoderFactory.Encoder"/> may be used by many threads at once. A session encoder belongs to one
/// connection: one thread at a time may read with it, and one may write.
/// </remarks>
public abstract class MessageEncoder
{
    /// <summary>Creates an encoder.</summary>
    protected MessageEncoder()
    {
    }

    /// <summary>The content type that is announced to the peer, with its parameters.</summary>
    public abstract string ContentType { get; }

    /// <summary>The media type alone, without parameters.</summary>
    public abstract string MediaType { get; }

    /// <summary>The SOAP and addressing versions of the messages.</summary>
    public abstract MessageVersion MessageVersion { get; }

    /// <summary>Tells whether messages of a content type can be read. Case, quotes and unknown parameters do not matter.</summary>
    /// <param name="contentType">A peer's content type, with or without parameters.</param>
    /// <exception cref="ArgumentNullException"><paramref name="contentType"/> is null.</exception>
    public virtual bool IsContentTypeSupported(string contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        return string.Equals(contentType, ContentType, StringComparison.OrdinalIgnoreCase)
            || (ContentTypeHeader.TryParse(contentType, out var parsed) && parsed.IsMediaType(MediaType));
    }

    /// <summary>
    /// The content type to send with one message, for transports that state it with each message (HTTP). Ask before writing the
    /// message: an encoder that marks the message's end with a boundary chooses it here, and then leaves it out of the bytes.
    /// </summary>
    /// <param name="message">The message that will be written next.</param>
    /// <returns>By default <see cref="ContentType"/>.</returns>
    public virtual string GetContentType(Message message) => ContentType;

    /// <summary>Reads a message from a buffer of its own content type.</summary>
    /// <inheritdoc cref="ReadMessage(ArraySegment{byte}, BufferManager, string)"/>
    public Message ReadMessage(ArraySegment<byte> buffer, BufferManager bufferManager) => ReadMessage(buffer, bufferManager, null);

    /// <summary>
    /// Reads a message from a buffer. The encoder owns the buffer from this call on: it goes back to
    /// <paramref name="bufferManager"/> when the message is closed, or before this method throws.
    /// </summary>
    /// <param name="buffer">The bytes of exactly one message.</param>
    /// <param name="bufferManager">Where the buffer came from.</param>
    /// <param name="contentType">What the peer said the bytes are; null for <see cref="ContentType"/>.</param>
    /// <exception cref="System.Xml.XmlException">The bytes are not well-formed, or exceed a reader quota; the message names it.</exception>
    /// <exception cref="CommunicationException">
    /// A quota of the encoder is exceeded (the inner exception is a <see cref="QuotaExceededException"/>), or the bytes are no SOAP message.
    /// </exception>
    public abstract Message ReadMessage(ArraySegment<byte> buffer, BufferManager bufferManager, string? contentType);

    /// <summary>
    /// Reads a message from a stream. The message's body is read from the stream when the message is consumed; the stream is disposed
    /// when the message is closed, or before this method throws.
    /// </summary>
    /// <param name="stream">The bytes of exactly one message.</param>
    /// <param name="maxSizeOfHeaders">The most bytes that may be read to find the start of the body.</param>
    /// <param name="contentType">What the peer said the bytes are; null for <see cref="ContentType"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the stream.</param>
    /// <exception cref="System.Xml.XmlException">The bytes are not well-formed, or exceed a reader quota; the message names it.</exception>
    /// <exception cref="CommunicationException">
    /// The headers are larger than <paramref name="maxSizeOfHeaders"/> (the inner exception is a <see cref="QuotaExceededException"/>),
    /// or the bytes are no SOAP message.
    /// </exception>
    public abstract ValueTask<Message> ReadMessageAsync(
        Stream stream, int maxSizeOfHeaders, string? contentType, CancellationToken cancellationToken = default);

    /// <summary>Writes a message into a buffer, without room in front of it.</summary>
    /// <inheritdoc cref="WriteMessage(Message, int, BufferManager, int)"/>
    public ArraySegment<byte> WriteMessage(Message message, int maxMessageSize, BufferManager bufferManager) =>
        WriteMessage(message, maxMessageSize, bufferManager, 0);

    /// <summary>
    /// Writes a message into a buffer that is taken from <paramref name="bufferManager"/>. The caller gives
    /// <see cref="ArraySegment{T}.Array"/> back to it. The message is consumed, but not closed.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="maxMessageSize">The most bytes that the message may have, without <paramref name="messageOffset"/>.</param>
    /// <param name="bufferManager">Where the buffer comes from.</param>
    /// <param name="messageOffset">At least so many bytes are left free in front of the message.</param>
    /// <returns>The message's bytes; <see cref="ArraySegment{T}.Offset"/> is <paramref name="messageOffset"/> or more.</returns>
    /// <exception cref="CommunicationException">
    /// The message is larger than <paramref name="maxMessageSize"/>; the inner exception is a <see cref="QuotaExceededException"/>.
    /// </exception>
    public abstract ArraySegment<byte> WriteMessage(
        Message message, int maxMessageSize, BufferManager bufferManager, int messageOffset);

    /// <summary>Writes a message to a stream, which stays open. The message is consumed, but not closed.</summary>
    /// <param name="message">The message.</param>
    /// <param name="stream">Where the bytes go, piece by piece.</param>
    /// <param name="cancellationToken">Gives up waiting for the stream.</param>
    public abstract ValueTask WriteMessageAsync(Message message, Stream stream, CancellationToken cancellationToken = default);

    /// <summary>
    /// Copies a message that is to be written more than once: it is serialized now, and every message made from the copy has the same body.
    /// </summary>
    /// <param name="message">The message; it is consumed, but not closed.</param>
    /// <param name="used">What this method gave for a message that nobody needs any more, to be used again where that can be; null for none.</param>
    internal virtual MessageBuffer Preserve(Message message, MessageBuffer? used = null) => message.CreatePreservedCopy();

    /// <summary>Answers a question about the encoder.</summary>
    /// <typeparam name="T">What is wanted.</typeparam>
    /// <returns>The answer; null when the encoder does not know it.</returns>
    public virtual T? GetProperty<T>()
        where T : class => null;

    /// <inheritdoc/>
    public override string ToString() => ContentType;
}
