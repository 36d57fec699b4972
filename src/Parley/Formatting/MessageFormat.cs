using Parley.Channels;

namespace Parley.Formatting;

/// <summary>How one message of an operation holds its values.</summary>
internal abstract class MessageFormat
{
    /// <summary>Makes a message that holds values.</summary>
    internal abstract Message Create(MessageVersion version, object?[] values, object? result);

    /// <summary>Takes the values out of a message.</summary>
    /// <returns>The return value; null when there is none.</returns>
    internal abstract object? Read(Message message, object?[] values);
}
