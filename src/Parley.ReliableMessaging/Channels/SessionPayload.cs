using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// A message of the application inside a session's engine: one that is to be sent, as often as it takes, or one that was received.
/// </summary>
internal sealed class SessionPayload
{
    private readonly MessageBuffer? _buffer;
    private Message? _received;

    private SessionPayload(MessageBuffer? buffer, Message? received)
    {
        _buffer = buffer;
        _received = received;
    }

    /// <summary>
    /// A message to send. It is written here, once, and closed: what cannot be written throws, and all attempts say the same. Every header that they are
    /// to share must be there already.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="encoder">What will write its attempts; null when that is not known.</param>
    public static SessionPayload ToSend(Message message, MessageEncoder? encoder)
    {
        try
        {
            return new SessionPayload(encoder is null ? message.CreatePreservedCopy() : encoder.Preserve(message), null)
            {
                IsOneWay = message.Headers.MessageId is null && message.Headers.RelatesTo is null,
            };
        }
        finally
        {
            message.Close();
        }
    }

    /// <summary>What writes the messages of a binding; null when only its transport knows.</summary>
    public static MessageEncoder? FindEncoder(BindingContext context) =>
        (context.RemainingBindingElements.Find<MessageEncodingBindingElement>() ?? context.BindingParameters.Find<MessageEncodingBindingElement>())
        ?.CreateMessageEncoderFactory().Encoder;

    /// <summary>A message that was received.</summary>
    public static SessionPayload Received(Message message) => new(null, message);

    /// <summary>True for a message to send that nobody waits for: it is no request and no reply.</summary>
    public bool IsOneWay { get; private init; }

    /// <summary>What a received message came with, for whoever takes it; null for nothing.</summary>
    public object? Origin { get; set; }

    /// <summary>What the message is traced by; null while nobody listens.</summary>
    public object? Trace { get; set; }

    /// <summary>Makes the message of one attempt.</summary>
    /// <param name="headers">The headers that the attempt has before the message's own.</param>
    public Message CreateMessage(LeadingHeaders headers) =>
        (_buffer ?? throw new InvalidOperationException("A received message is not sent again.")).CreateMessage(headers);

    /// <summary>Takes the received message; whoever takes it closes it.</summary>
    public Message TakeMessage() =>
        Interlocked.Exchange(ref _received, null) ?? throw new InvalidOperationException("The message was taken already.");

    /// <summary>Nobody will take the received message.</summary>
    public void Discard() => Interlocked.Exchange(ref _received, null)?.Close();
}
