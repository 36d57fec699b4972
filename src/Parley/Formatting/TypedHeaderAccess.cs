using Parley.Channels;

namespace Parley.Formatting;

/// <summary>Reads and makes a <see cref="MessageHeader{T}"/> whose type is known at run time.</summary>
internal abstract class TypedHeaderAccess
{
    internal static TypedHeaderAccess Of(Type content) =>
        (TypedHeaderAccess)Activator.CreateInstance(typeof(TypedHeaderAccess<>).MakeGenericType(content))!;

    internal abstract (object? Content, bool MustUnderstand, string? Actor, bool Relay) Get(object header);

    internal abstract object Create(object? content, MessageHeaderInfo info);
}
