using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Pieces that headers, bodies and faults have in common.</summary>
internal static class RmXml
{
    /// <summary>Writes the element Identifier; without a prefix in the one that is in force.</summary>
    public static void WriteIdentifier(XmlDictionaryWriter writer, Wsrm wsrm, string identifier, string? prefix)
    {
        WriteStart(writer, wsrm, WsrmNames.Identifier, prefix);
        SequenceIdentifiers.WriteContent(writer, identifier);
        writer.WriteEndElement();
    }

    /// <summary>Writes an empty element with the protocol's prefix.</summary>
    public static void WriteEmpty(XmlDictionaryWriter writer, Wsrm wsrm, XmlDictionaryString name)
    {
        writer.WriteStartElement(WsrmNames.Prefix, name, wsrm.Namespace);
        writer.WriteEndElement();
    }

    /// <summary>Writes a start tag; without a prefix in the one that is in force, which is r behind a header and none otherwise.</summary>
    public static void WriteStart(XmlDictionaryWriter writer, Wsrm wsrm, XmlDictionaryString name, string? prefix = null)
    {
        if (prefix is null)
        {
            writer.WriteStartElement(name, wsrm.Namespace);
        }
        else
        {
            writer.WriteStartElement(prefix, name, wsrm.Namespace);
        }
    }

    /// <summary>Reads the element Identifier, which must come next.</summary>
    public static string ReadIdentifier(XmlDictionaryReader reader, Wsrm wsrm)
    {
        reader.ReadFullStartElement(WsrmNames.Identifier, wsrm.Namespace);
        var identifier = SequenceIdentifiers.ReadContent(reader);
        reader.ReadEndElement();
        return identifier;
    }

    /// <summary>Reads the element that the reader stands on as a number of at least <paramref name="minimum"/>.</summary>
    /// <param name="reader">The reader; moved past the element.</param>
    /// <param name="name">The element's name. The reader is not asked: it would make a name table for that.</param>
    /// <param name="minimum">The smallest number that is allowed.</param>
    public static long ReadElement(XmlDictionaryReader reader, XmlDictionaryString name, long minimum)
        => CheckNumber(reader.ReadElementContentAsLong(), name.Value, minimum);

    /// <summary>Reads an attribute without namespace, which must be there, as a number of at least <paramref name="minimum"/>.</summary>
    public static long ReadAttribute(XmlDictionaryReader reader, XmlDictionaryString attribute, long minimum)
    {
        var text = reader.GetAttribute(attribute, XmlDictionaryString.Empty)
            ?? throw new XmlException($"The element '{reader.LocalName}' has no attribute '{attribute.Value}'.");
        return CheckNumber(XmlConvert.ToInt64(text), attribute.Value, minimum);
    }

    /// <summary>True on the start of an element of the protocol.</summary>
    public static bool IsOn(XmlDictionaryReader reader, Wsrm wsrm, XmlDictionaryString name) => reader.IsStartElement(name, wsrm.Namespace);

    /// <summary>Moves past an element that says something by being there.</summary>
    public static void ReadMark(XmlDictionaryReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        reader.ReadStartElement();
        reader.ReadEndElement();
    }

    /// <summary>Moves past the elements that are left, and the end tag behind them.</summary>
    public static void SkipToEnd(XmlDictionaryReader reader)
    {
        while (reader.IsStartElement())
        {
            reader.Skip();
        }

        reader.ReadEndElement();
    }

    /// <summary>True for exceptions that a reader throws about what it reads.</summary>
    public static bool IsMalformed(Exception exception)
        => exception is XmlException or CommunicationException or QuotaExceededException || MalformedInput.IsCauseOf(exception);

    private static long CheckNumber(long number, string name, long minimum)
        => number >= minimum ? number : throw new XmlException($"The number '{name}' is {number}, less than {minimum}.");
}
