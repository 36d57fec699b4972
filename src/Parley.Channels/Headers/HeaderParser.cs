using System.Collections.Concurrent;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// Reads headers of a protocol straight from the wire, so that their XML need not be kept. A protocol registers its parser when it is used
/// for the first time; before that, its headers are kept as XML like all others.
/// </summary>
internal abstract class HeaderParser
{
    private static readonly Lock _gate = new();
    private static HeaderParser[] _parsers = [];

    private readonly PrefixDeclaration _declaration;
    private readonly XmlDictionaryString _prefix;
    private readonly ConcurrentDictionary<MessageVersion, EnvelopeShape> _shapes = new();

    /// <param name="declaration">The namespace of the headers, and the prefix that envelopes usually declare for it.</param>
    protected HeaderParser(PrefixDeclaration declaration)
    {
        _declaration = declaration;
        _prefix = WireNames.Create(declaration.Prefix);
    }

    /// <summary>From now on, this parser is asked about headers of its namespace.</summary>
    public static void Register(HeaderParser parser)
    {
        lock (_gate)
        {
            Volatile.Write(ref _parsers, [.. _parsers, parser]);
        }
    }

    /// <summary>Reads the header that the reader stands on and moves past it. Null, with the reader where it was, when nobody knows it.</summary>
    public static MessageHeader? TryParse(XmlDictionaryReader reader, bool mustUnderstand)
    {
        foreach (var parser in Volatile.Read(ref _parsers))
        {
            if (reader.IsNamespaceUri(parser._declaration.Namespace))
            {
                return parser.TryRead(reader, mustUnderstand);
            }
        }

        return null;
    }

    /// <summary>
    /// The shape of the envelope that the reader stands on when, beside the usual, it declares the prefix of a registered protocol and nothing
    /// else: one that is shared by all messages. Null for any other envelope.
    /// </summary>
    public static EnvelopeShape? FindShape(XmlDictionaryReader reader, MessageVersion version)
    {
        foreach (var parser in Volatile.Read(ref _parsers))
        {
            if (reader.GetAttribute(parser._prefix, WireNames.XmlnsNamespace) == parser._declaration.Namespace.Value)
            {
                return parser._shapes.TryGetValue(version, out var shape)
                    ? shape
                    : parser._shapes.GetOrAdd(version, EnvelopeShape.CreateShared(version, parser._declaration));
            }
        }

        return null;
    }

    /// <summary>Reads the header that the reader stands on and moves past it. Null, with the reader where it was, for one that it does not know.</summary>
    /// <param name="reader">Stands on an element of the parser's namespace that has no attributes but SOAP's and is for the last receiver.</param>
    /// <param name="mustUnderstand">What the attribute says.</param>
    protected abstract MessageHeader? TryRead(XmlDictionaryReader reader, bool mustUnderstand);
}
