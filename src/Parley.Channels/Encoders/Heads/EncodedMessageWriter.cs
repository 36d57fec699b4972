namespace Parley.Channels;

/// <summary>
/// Writes messages whose body is there as bytes, or empty, without an XML writer: the head from memory but for the identifiers of messages, headers of a
/// protocol in front of it by themselves, then the body's bytes. The first message of a kind is written as XML, and remembered. Many
/// messages may be written at once.
/// </summary>
/// <param name="form">The form of the bodies.</param>
internal sealed class EncodedMessageWriter(BodyForm form)
{
    /// <summary>As many kinds of messages as most sessions, and most clients, have.</summary>
    private const int MaxHeads = 24;

    private readonly Lock _gate = new();
    private ProtocolHead[] _heads = [];

    /// <summary>True for messages that this may write.</summary>
    public bool Takes(BodyWriterMessage message) =>
        message.Body is EncodedBody body ? body.Form == form
        : message.Body.IsEmpty
            && (message.Leading is not null || (message.Headers.Count > 0 && message.Headers.Get(0).EnvelopeDeclaration is not null));

    /// <summary>Writes a message.</summary>
    /// <param name="message">A message that <see cref="Takes"/> allows.</param>
    /// <param name="buffer">Where it goes.</param>
    /// <returns>False when nothing is written: the message is to be written as XML, and told to <see cref="Remember"/>.</returns>
    public bool TryWrite(BodyWriterMessage message, MessageBufferStream buffer)
    {
        var headers = message.HeadersBehind;
        var values = message.Leading;
        PrefixDeclaration? declaration;
        var leading = 0;
        if (values is null)
        {
            leading = ProtocolHead.CountLeading(headers, out declaration);
        }
        else
        {
            declaration = values.Declaration;
        }

        var start = buffer.Count;
        foreach (var head in Volatile.Read(ref _heads))
        {
            if (!head.Fits(headers, leading, declaration))
            {
                continue;
            }

            if (!head.TryWrite(headers, values, leading, buffer))
            {
                buffer.Truncate(start);
                return false;
            }

            message.EnterWritten();
            buffer.Write(message.Body is EncodedBody body ? body.Element : form.EmptyBody);
            buffer.Write(form.EnvelopeEnd);
            return true;
        }

        return false;
    }

    /// <summary>Remembers the head of a message that was written as XML.</summary>
    /// <param name="headers">The message's headers.</param>
    /// <param name="buffer">Where it was written.</param>
    /// <param name="start">Where it begins.</param>
    public void Remember(MessageHeaders headers, MessageBufferStream buffer, int start)
    {
        if (_heads.Length == MaxHeads)
        {
            return;
        }

        if (ProtocolHead.TryCreate(form, headers, buffer, start) is not { } head)
        {
            return;
        }

        lock (_gate)
        {
            if (_heads.Length < MaxHeads)
            {
                Volatile.Write(ref _heads, [.. _heads, head]);
            }
        }
    }
}
