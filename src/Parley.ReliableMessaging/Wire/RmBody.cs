using System.Xml;
using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>Pieces that bodies have in common.</summary>
internal static class RmBody
{
    /// <summary>A reader on what stands in the body.</summary>
    public static XmlDictionaryReader Open(Message message)
        => message.IsEmpty ? throw new XmlException("The body is empty.") : message.GetReaderAtBodyContents();

    /// <summary>Refuses anything behind the body's element.</summary>
    public static void RequireEnd(XmlDictionaryReader reader)
    {
        if (reader.IsStartElement())
        {
            throw new XmlException($"The element '{reader.LocalName}' stands behind it in the body.");
        }
    }

    public static TimeSpan? ReadExpires(XmlDictionaryReader reader, Wsrm wsrm)
        => RmXml.IsOn(reader, wsrm, WsrmNames.Expires) ? XmlConvert.ToTimeSpan(reader.ReadElementContentAsString().Trim()) : null;

    public static void WriteExpires(XmlDictionaryWriter writer, Wsrm wsrm, TimeSpan expires)
    {
        RmXml.WriteStart(writer, wsrm, WsrmNames.Expires);
        writer.WriteValue(expires);
        writer.WriteEndElement();
    }

    public static IncompleteSequenceBehavior? ReadBehavior(XmlDictionaryReader reader, Wsrm wsrm)
    {
        if (!wsrm.Is11 || !RmXml.IsOn(reader, wsrm, WsrmNames.IncompleteSequenceBehavior))
        {
            return null;
        }

        var value = reader.ReadElementContentAsString().Trim();
        return value == WsrmNames.DiscardEntireSequence.Value ? IncompleteSequenceBehavior.DiscardEntireSequence
            : value == WsrmNames.DiscardFollowingFirstGap.Value ? IncompleteSequenceBehavior.DiscardFollowingFirstGap
            : value == WsrmNames.NoDiscard.Value ? IncompleteSequenceBehavior.NoDiscard
            : throw new XmlException($"'{value}' is no IncompleteSequenceBehavior.");
    }

    /// <summary>Writes the element, which 1.0 does not have.</summary>
    public static void WriteBehavior(XmlDictionaryWriter writer, Wsrm wsrm, IncompleteSequenceBehavior? behavior)
    {
        if (!wsrm.Is11 || behavior is null)
        {
            return;
        }

        RmXml.WriteStart(writer, wsrm, WsrmNames.IncompleteSequenceBehavior);
        writer.WriteString(behavior switch
        {
            IncompleteSequenceBehavior.DiscardEntireSequence => WsrmNames.DiscardEntireSequence,
            IncompleteSequenceBehavior.NoDiscard => WsrmNames.NoDiscard,
            _ => WsrmNames.DiscardFollowingFirstGap,
        });
        writer.WriteEndElement();
    }
}
