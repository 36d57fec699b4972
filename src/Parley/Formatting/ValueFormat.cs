using System.Xml;

namespace Parley.Formatting;

/// <summary>How the value of one element is written and read.</summary>
internal abstract class ValueFormat
{
    /// <summary>Writes the element with the value.</summary>
    internal abstract void Write(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString ns, object? value);

    /// <summary>Reads the value of the element that the reader stands on, and goes past the element.</summary>
    internal abstract object? Read(XmlDictionaryReader reader);
}
