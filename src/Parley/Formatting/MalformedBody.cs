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

    /// <summary>What to say of something that could not be read: that it is not what it should be, or the quota that it goes beyond.
    /// The reader's own text is not in it: it may quote the message.</summary>
    /// <param name="what">What is read, as the subject of a sentence.</param>
    /// <param name="expected">What it should be; null to say nothing but the quota.</param>
    /// <param name="cause">What the reader or the serializer threw.</param>
    internal static string Describe(string what, string? expected, Exception cause) =>
        QuotaOf(cause) is { } quota ? $"{what} goes beyond a quota: {quota}."
        : expected is null ? string.Empty
        : $"{what} could not be read as {expected}.";

    private static string? QuotaOf(Exception cause)
    {
        for (var exception = cause; exception is not null; exception = exception.InnerException)
        {
            // Readers and serializers say it in their text alone.
            if (exception is XmlException or SerializationException or QuotaExceededException
                && s_quotas.FirstOrDefault(q => exception.Message.Contains(q.Name, StringComparison.Ordinal)) is { Owner: { } owner } quota)
            {
                return $"raise {quota.Name} of {owner}, or send less at once";
            }
        }

        return null;
    }

    private static readonly (string Name, string Owner)[] s_quotas =
    [
        (nameof(XmlDictionaryReaderQuotas.MaxArrayLength), "the ReaderQuotas of the binding that reads"),
        (nameof(XmlDictionaryReaderQuotas.MaxStringContentLength), "the ReaderQuotas of the binding that reads"),
        (nameof(XmlDictionaryReaderQuotas.MaxDepth), "the ReaderQuotas of the binding that reads"),
        (nameof(XmlDictionaryReaderQuotas.MaxNameTableCharCount), "the ReaderQuotas of the binding that reads"),
        (nameof(XmlDictionaryReaderQuotas.MaxBytesPerRead), "the ReaderQuotas of the binding that reads"),
        ("MaxItemsInObjectGraph", "[ServiceBehavior] or of the DataContractSerializerOperationBehavior"),
    ];

    /// <summary>What to say when the body does not start as it should. The element that is there is not named: it is the peer's text.</summary>
    internal static string WrongStart(XmlDictionaryReader reader, string name, string? ns) =>
        $"The body must start with the element '{name}' of the namespace '{ns}', but "
        + (reader.NodeType == XmlNodeType.Element ? "it starts with another one." : "it has no element.");
}
