using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Formatting;

/// <summary>Tells failures that a peer's message causes from those that are ours.</summary>
internal static class MalformedBody
{
    /// <summary>Whether readers and serializers throw the exception for content that does not fit.</summary>
    internal static bool IsCausedBy(Exception exception) =>
        exception is XmlException or FormatException or OverflowException or SerializationException or QuotaExceededException
        || (exception is InvalidOperationException or ArgumentException && exception is not ObjectDisposedException and not CommunicationException);
}
