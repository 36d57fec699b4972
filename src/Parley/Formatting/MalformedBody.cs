using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Formatting;

/// <summary>Tells failures that a peer's message causes from those that are ours.</summary>
internal static class MalformedBody
{
    /// <summary>Whether readers and serializers throw the exception for content that does not fit. The platform's text reader throws
    /// <see cref="ArgumentException"/> for an element without a name.</summary>
    internal static bool IsCausedBy(Exception exception) =>
        exception is XmlException or FormatException or OverflowException or SerializationException or QuotaExceededException or ArgumentException
            or IndexOutOfRangeException or InvalidCastException;

    /// <summary>What to say when the body does not start as it should. The element that is there is not named: it is the peer's text.</summary>
    internal static string WrongStart(XmlDictionaryReader reader, string name, string? ns) =>
        $"The body must start with the element '{name}' of the namespace '{ns}', but "
        + (reader.NodeType == XmlNodeType.Element ? "it starts with another one." : "it has no element.");
}
