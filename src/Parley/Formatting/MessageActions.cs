using System.Xml;
using Parley.Channels;

namespace Parley.Formatting;

/// <summary>Makes messages with one action. They share the action's header.</summary>
/// <param name="action">The action; null when messages carry none.</param>
internal sealed class MessageActions(XmlDictionaryString? action)
{
    private ActionHeader? _header;

    internal Message Create(MessageVersion version, BodyWriter body)
    {
        ArgumentNullException.ThrowIfNull(version);
        if (action is null)
        {
            return new BodyWriterMessage(version, null, body);
        }

        // Nearly always one version is asked for; with several, the header is made again now and then.
        var header = _header;
        if (header is null || header.Version != version.Addressing)
        {
            _header = header = new ActionHeader(action, version.Addressing);
        }

        return new BodyWriterMessage(version, header, body);
    }
}
