using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>How the value of one element is written and read.</summary>
internal abstract class ValueFormat
{
    /// <summary>Writes the element with the value.</summary>
    internal abstract void Write(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString ns, object? value);

    /// <summary>Writes the element with the value into a plain body.</summary>
    /// <returns>False when the XML writer is to write the body.</returns>
    internal virtual bool TryWrite(PlainBodyWriter writer, PlainName name, object? value) => false;

    /// <summary>Reads the element with the value from a plain body.</summary>
    /// <returns>False when the XML reader is to read the body.</returns>
    internal virtual bool TryRead(ref PlainBodyReader reader, PlainName name, out object? value)
    {
        value = null;
        return false;
    }

    /// <summary>Reads the value of the element that the reader stands on, and goes past the element.</summary>
    internal abstract object? Read(XmlDictionaryReader reader);
}
