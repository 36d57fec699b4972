using Parley.Channels;

namespace Parley.Formatting;

/// <summary>Reads and makes a <see cref="MessageHeader{T}"/>.</summary>
/// <typeparam name="T">The type of the header's content.</typeparam>
internal sealed class TypedHeaderAccess<T> : TypedHeaderAccess
{
    internal override (object? Content, bool MustUnderstand, string? Actor, bool Relay) Get(object header)
    {
        var typed = (MessageHeader<T>)header;
        return (typed.Content, typed.MustUnderstand, typed.Actor, typed.Relay);
    }

    internal override object Create(object? content, MessageHeaderInfo info) =>
        new MessageHeader<T>(content is null ? default! : (T)content, info.MustUnderstand, info.Actor, info.Relay);
}
