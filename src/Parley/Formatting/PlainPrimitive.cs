using Parley.Channels;

namespace Parley.Formatting;

/// <summary>How values of a primitive type stand in a plain body, which needs no XML writer and reader.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="TryWrite">Writes an element; false when the XML writer is to write the body.</param>
/// <param name="TryRead">Reads an element; false when the XML reader is to read the body.</param>
internal sealed record PlainPrimitive<T>(Func<PlainBodyWriter, PlainName, T, bool> TryWrite, PlainPrimitive<T>.Read TryRead)
    where T : notnull
{
    /// <summary>Reads an element.</summary>
    internal delegate bool Read(ref PlainBodyReader reader, PlainName name, out T value);
}
