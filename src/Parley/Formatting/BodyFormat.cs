using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>How the body of a message holds values. The values of parameters stand in an array, the return value beside it.</summary>
internal abstract class BodyFormat
{
    /// <summary>Whether the body can be written more than once.</summary>
    internal virtual bool IsBuffered => true;

    /// <summary>Writes the content of the body.</summary>
    internal abstract void Write(XmlDictionaryWriter writer, object?[] values, object? result);

    /// <summary>Reads the body of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="values">Filled with the values of parameters.</param>
    /// <returns>The return value; null when there is none.</returns>
    internal virtual object? Read(Message message, object?[] values)
    {
        if (message.TryGetPlainBody(out var plain) && TryRead(ref plain, values, out var result))
        {
            message.EndPlainBody();
            return result;
        }

        if (message.IsEmpty)
        {
            return ReadEmpty(values);
        }

        using var reader = message.GetReaderAtBodyContents();
        return Read(reader, values);
    }

    /// <summary>Writes the body without an XML writer.</summary>
    /// <returns>False when <see cref="Write"/> is to write it.</returns>
    internal virtual bool TryWrite(PlainBodyWriter writer, object?[] values, object? result) => false;

    /// <summary>Gives the values of a body without any content.</summary>
    internal abstract object? ReadEmpty(object?[] values);

    /// <summary>Reads the body without an XML reader.</summary>
    /// <param name="reader">Before the body's first element.</param>
    /// <param name="values">Filled with the values of parameters.</param>
    /// <param name="result">The return value; null when there is none.</param>
    /// <returns>False when the XML reader is to read it.</returns>
    protected virtual bool TryRead(ref PlainBodyReader reader, object?[] values, out object? result)
    {
        result = null;
        return false;
    }

    /// <summary>Reads the content of the body.</summary>
    /// <param name="reader">On the first node of the body.</param>
    /// <param name="values">Filled with the values of parameters.</param>
    /// <returns>The return value; null when there is none.</returns>
    protected abstract object? Read(XmlDictionaryReader reader, object?[] values);
}
