using System.Xml;

namespace Parley.Channels;

/// <summary>The headers that WS-Addressing defines.</summary>
internal enum AddressingHeaderKind : byte
{
    None,
    Action,
    To,
    MessageId,
    RelatesTo,
    ReplyTo,
    FaultTo,
    From,
}

/// <summary>The headers' names, in the order of <see cref="AddressingHeaderKind"/>.</summary>
internal static class AddressingHeaderNames
{
    private static readonly XmlDictionaryString[] _names =
    [
        NbfsDictionary.Action, NbfsDictionary.To, NbfsDictionary.MessageId, NbfsDictionary.RelatesTo, NbfsDictionary.ReplyTo,
        NbfsDictionary.FaultTo, WireNames.From,
    ];

    public static XmlDictionaryString Of(AddressingHeaderKind kind) => _names[(int)kind - 1];

    /// <summary>Which header the reader stands on.</summary>
    public static AddressingHeaderKind Find(XmlDictionaryReader reader, AddressingVersion version)
        => (AddressingHeaderKind)(reader.IndexOfLocalName(_names!, version.Namespace) + 1);

    /// <summary>Which header the names mean.</summary>
    public static AddressingHeaderKind Find(string name, string ns, AddressingVersion version)
    {
        if (ns != version.Namespace.Value)
        {
            return AddressingHeaderKind.None;
        }

        for (var i = 0; i < _names.Length; i++)
        {
            if (_names[i].Value == name)
            {
                return (AddressingHeaderKind)(i + 1);
            }
        }

        return AddressingHeaderKind.None;
    }
}
