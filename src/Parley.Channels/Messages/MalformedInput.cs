using System.Xml;

namespace Parley.Channels;

/// <summary>
/// The platform's readers answer some malformed input with exceptions that are meant for wrong calls. This says which of
/// them are the sender's fault.
/// </summary>
internal static class MalformedInput
{
    /// <summary>True for an exception that a reader throws about what it reads, and that is no <see cref="XmlException"/>.</summary>
    public static bool IsCauseOf(Exception exception)
        => exception is ArgumentException or FormatException or OverflowException or IndexOutOfRangeException or InvalidCastException;

    /// <summary>The exception to throw instead.</summary>
    public static XmlException Wrap(Exception exception) => new("The message is malformed.", exception);
}
