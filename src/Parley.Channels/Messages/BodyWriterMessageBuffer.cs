namespace Parley.Channels;

/// <summary>The copy of a message that this process made: its headers, and a body writer that can write many times.</summary>
/// <param name="headers">The headers, which nobody else has.</param>
/// <param name="properties">The properties of the message that this is a copy of; null for none.</param>
/// <param name="body">The body.</param>
internal sealed class BodyWriterMessageBuffer(MessageHeaders headers, MessageProperties? properties, BodyWriter body) : MessageBuffer
{
    /// <summary>A protocol puts headers of its own before those of a copy.</summary>
    private const int RoomForMore = 3;

    private readonly MessageProperties? _properties = properties is null ? null : new MessageProperties(properties);
    private bool _closed;

    public override int BufferSize => 0;

    /// <summary>Takes another message in the place of this one, where that needs little new memory. No message that was made of this may be in use.</summary>
    /// <param name="form">The form of the body that is kept.</param>
    /// <param name="others">The other message's headers.</param>
    /// <returns>The body, which is to be set; null where the buffer cannot be used again.</returns>
    public EncodedBody? TryReuse(BodyForm form, MessageHeaders others)
    {
        if (_closed || _properties is not null || body is not EncodedBody encoded || encoded.Form != form || headers.MessageVersion != others.MessageVersion)
        {
            return null;
        }

        headers.SetPreserved(others);
        return encoded;
    }

    /// <summary>The buffer waits to be used again: it lets go of much memory.</summary>
    public void Trim() => (body as EncodedBody)?.Trim();

    public override Message CreateMessage()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return new BodyWriterMessage(new MessageHeaders(headers, RoomForMore), CopyProperties(), body);
    }

    internal override Message CreateMessage(LeadingHeaders leading, Message? used = null)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _properties is null && used is BodyWriterMessage attempt && attempt.TryBecome(headers, leading, body)
            ? attempt
            : new BodyWriterMessage(headers, leading, CopyProperties(), body);
    }

    public override void Close()
    {
        if (!_closed)
        {
            _closed = true;
            _properties?.Dispose();
        }
    }

    private MessageProperties? CopyProperties() => _properties is null ? null : new MessageProperties(_properties);
}
