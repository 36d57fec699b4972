using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>Makes messages with one action.</summary>
/// <param name="action">The action; null when messages carry none.</param>
internal sealed class MessageActions(XmlDictionaryString? action)
{
    internal Message Create(MessageVersion version, BodyWriter body) => Message.CreateMessage(version, action, body);
}
