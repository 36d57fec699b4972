using Parley.Channels;

namespace Parley.Security;

/// <summary>The forms of the messages that one side sends in its sessions: the first few kinds. Thread-safe.</summary>
/// <param name="profile">The binding's profile.</param>
internal sealed class OutgoingForms(ProtectionProfile profile)
{
    /// <summary>As many as the kinds of messages that most endpoints have.</summary>
    private const int MaxForms = 32;

    /// <summary>Messages that have no form are not looked at again and again.</summary>
    private const int MaxLessons = 128;

    private readonly Lock _gate = new();
    private OutgoingForm[] _forms = [];
    private int _lessons;

    /// <summary>Protects a message that has one of the forms.</summary>
    /// <param name="message">The message. It is used up when it has.</param>
    /// <param name="keys">The session's keys of this direction.</param>
    /// <param name="parts">What is protected of it.</param>
    /// <param name="name">The session's key.</param>
    /// <param name="tokenId">The id of the session's token; null for one of ours.</param>
    /// <param name="now">The time, UTC.</param>
    /// <returns>Null when it has none.</returns>
    public FormedMessage? TryProtect(Message message, DirectionKeys keys, MessageParts parts, ContextName name, string? tokenId, DateTime now)
    {
        foreach (var form in Volatile.Read(ref _forms))
        {
            if (form.Fits(message.Headers, parts, name))
            {
                return form.TryProtect(message, keys, name, tokenId, now, profile.TimestampValidity);
            }
        }

        return null;
    }

    /// <summary>What a form would say of the headers of a message that no known form fits.</summary>
    /// <param name="message">The message.</param>
    /// <param name="parts">What is protected of it.</param>
    /// <returns>Null when it has none, or enough are known.</returns>
    public FormHeader[]? Describe(Message message, MessageParts parts)
    {
        if (Volatile.Read(ref _lessons) >= MaxLessons || Volatile.Read(ref _forms).Length >= MaxForms || !parts.Signed.IsBodyIncluded || !parts.Encrypted.IsBodyIncluded)
        {
            return null;
        }

        var headers = new FormHeader[message.Headers.Count];
        for (var i = 0; i < headers.Length; i++)
        {
            if (FormHeader.TryCreate(message.Headers.Get(i)) is not { } header)
            {
                return null;
            }

            headers[i] = header;
        }

        return headers;
    }

    private void Learn(ArraySegment<byte> text, FormHeader[] headers, Message message, MessageParts parts, string bodyId, ContextName name, ContextKey key)
    {
        if (Interlocked.Increment(ref _lessons) > MaxLessons || !key.TryLease())
        {
            return;
        }

        try
        {
            if (OutgoingForm.TryCreate(text, headers, message, parts, bodyId, profile, key.Key) is { } form)
            {
                Add(form, message.Headers, parts, name);
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // It has no form: the message itself has been written.
        }
        finally
        {
            key.Return();
        }
    }

    private void Add(OutgoingForm form, MessageHeaders headers, MessageParts parts, ContextName name)
    {
        lock (_gate)
        {
            if (_forms.Length < MaxForms && !Array.Exists(_forms, known => known.Fits(headers, parts, name)))
            {
                Volatile.Write(ref _forms, [.. _forms, form]);
            }
        }
    }

    /// <summary>Waits for a message's text, to make a form of it.</summary>
    /// <param name="forms">Takes the form.</param>
    /// <param name="headers">What a form says of its headers.</param>
    /// <param name="message">The message.</param>
    /// <param name="parts">What is protected of it.</param>
    /// <param name="bodyId">The identifier of its body.</param>
    /// <param name="name">The name of the session's key.</param>
    /// <param name="key">The key itself.</param>
    internal sealed class Lesson(OutgoingForms forms, FormHeader[] headers, Message message, MessageParts parts, string bodyId, ContextName name, ContextKey key)
    {
        /// <summary>Makes a form of the text.</summary>
        public void Learn(ArraySegment<byte> text) => forms.Learn(text, headers, message, parts, bodyId, name, key);
    }
}
