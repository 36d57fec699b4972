using System.Numerics;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>The primitive types that plain bodies may have.</summary>
internal static class PlainPrimitives
{
    internal static PlainPrimitive<string> Text { get; } = new(
        static (writer, name, value) => writer.TryWriteString(name, value),
        static (ref reader, name, out value) => reader.TryReadString(name, out value));

    internal static PlainPrimitive<bool> Boolean { get; } = new(
        static (writer, name, value) => writer.TryWriteBoolean(name, value),
        static (ref reader, name, out value) => reader.TryReadBoolean(name, out value));

    internal static PlainPrimitive<Guid> Uuid { get; } = new(
        static (writer, name, value) => writer.TryWriteGuid(name, value),
        static (ref reader, name, out value) => reader.TryReadGuid(name, out value));

    /// <summary>An integer of at most 64 bits with a sign. One that does not fit its type is the XML reader's to refuse.</summary>
    internal static PlainPrimitive<T> Integer<T>()
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => new(
        static (writer, name, value) => writer.TryWriteInteger(name, long.CreateChecked(value)),
        static (ref reader, name, out value) =>
        {
            if (!reader.TryReadInteger(name, out var found) || found < long.CreateChecked(T.MinValue) || found > long.CreateChecked(T.MaxValue))
            {
                value = default;
                return false;
            }

            value = T.CreateTruncating(found);
            return true;
        });
}
