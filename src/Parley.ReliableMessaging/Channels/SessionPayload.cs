using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>
/// A message of the application inside a session's engine: one that is to be sent, as often as it takes, or one that was received.
/// </summary>
/// <remarks>
/// One that was sent and is not needed any more is used again, where whoever sent it has said by <see cref="Release"/> that nobody below has kept
/// anything of it: so a sequence of messages needs no memory that outlives them. <see cref="Release"/>, <see cref="BeginSending"/> and
/// <see cref="EndSending"/> are called with the session's lock held.
/// </remarks>
internal sealed class SessionPayload
{
    /// <summary>So many wait on each thread to be used again.</summary>
    private const int MostSpare = 128;

    [ThreadStatic]
    private static Stack<SessionPayload>? t_spare;

    private MessageBuffer? _buffer;
    private Message? _received;
    private int _sending;
    private bool _isReleased;

    private SessionPayload()
    {
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
            var payload = t_spare is { Count: > 0 } spare ? spare.Pop() : new SessionPayload();
            payload._buffer = encoder is null ? message.CreatePreservedCopy() : encoder.Preserve(message, payload._buffer);
            payload.IsOneWay = message.Headers.MessageId is null && message.Headers.RelatesTo is null;
            return payload;
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
    public static SessionPayload Received(Message message) => new() { _received = message };

    /// <summary>True for a message to send that nobody waits for: it is no request and no reply.</summary>
    public bool IsOneWay { get; private set; }

    /// <summary>What a received message came with, for whoever takes it; null for nothing.</summary>
    public object? Origin { get; set; }

    /// <summary>What the message is traced by; null while nobody listens.</summary>
    public object? Trace { get; set; }

    /// <summary>Makes the message of one attempt.</summary>
    /// <param name="headers">The headers that the attempt has before the message's own.</param>
    /// <param name="used">An attempt of any message that is closed, and that nobody has kept; null for none.</param>
    public Message CreateMessage(LeadingHeaders headers, Message? used) =>
        (_buffer ?? throw new InvalidOperationException("A received message is not sent again.")).CreateMessage(headers, used);

    /// <summary>An attempt is under way.</summary>
    public void BeginSending() => _sending++;

    /// <summary>An attempt is written, or has failed.</summary>
    public void EndSending()
    {
        if (--_sending == 0 && _isReleased)
        {
            Reuse();
        }
    }

    /// <summary>The message is not needed any more, and may be used for another as soon as no attempt is under way.</summary>
    public void Release()
    {
        _isReleased = true;
        if (_sending == 0)
        {
            Reuse();
        }
    }

    /// <summary>Takes the received message; whoever takes it closes it.</summary>
    public Message TakeMessage() =>
        Interlocked.Exchange(ref _received, null) ?? throw new InvalidOperationException("The message was taken already.");

    /// <summary>Nobody will take the received message.</summary>
    public void Discard() => Interlocked.Exchange(ref _received, null)?.Close();

    private void Reuse()
    {
        // Who is still told of the message's end looks at its activity.
        if (Trace is not null || _buffer is not BodyWriterMessageBuffer buffer)
        {
            return;
        }

        var spare = t_spare ??= new Stack<SessionPayload>();
        if (spare.Count < MostSpare)
        {
            buffer.Trim();
            _isReleased = false;
            spare.Push(this);
        }
    }
}
