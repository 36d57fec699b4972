using System.Xml;

namespace Parley.Formatting;

/// <summary>A type that needs no serializer: how its values stand in an element, exactly as the data contract serializer has them.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="Name">The name of the data contract, which items of arrays have.</param>
/// <param name="WriteContent">Writes the content of an element.</param>
/// <param name="ReadElement">Reads the element that the reader stands on and goes past it.</param>
/// <param name="Plain">Writes and reads an element in a plain body; null for a type that only the XML writer and reader know.</param>
internal sealed record Primitive<T>(
    string Name, Action<XmlDictionaryWriter, T> WriteContent, Func<XmlDictionaryReader, T> ReadElement, PlainPrimitive<T>? Plain = null)
    where T : notnull;
