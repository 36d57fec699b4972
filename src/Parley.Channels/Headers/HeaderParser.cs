using System.Collections.Concurrent;
using System.Text;
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
    private readonly byte[] _textStart;
    private readonly ConcurrentDictionary<MessageVersion, EnvelopeShape> _shapes = new();

    /// <param name="declaration">The namespace of the headers, and the prefix that envelopes usually declare for it.</param>
    protected HeaderParser(PrefixDeclaration declaration)
    {
        _declaration = declaration;
        _prefix = WireNames.Create(declaration.Prefix);
        var version = MessageVersion.Soap12WSAddressing10;
        _textStart = Encoding.UTF8.GetBytes(
            $"<s:Envelope xmlns:s=\"{version.Envelope.Namespace.Value}\" xmlns:{declaration.Prefix}=\"{declaration.Namespace.Value}\" "
            + $"xmlns:a=\"{version.Addressing.Namespace.Value}\"><s:Header>");
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

    /// <summary>The parser of the prefix that the envelope of a text message declares beside the usual.</summary>
    /// <param name="document">A message of SOAP 1.2 with WS-Addressing 1.0.</param>
    /// <param name="position">Where the first header begins.</param>
    /// <returns>Null when it declares none, or is not written the usual way.</returns>
    public static HeaderParser? FindText(ReadOnlySpan<byte> document, out int position)
    {
        foreach (var parser in Volatile.Read(ref _parsers))
        {
            if (document.StartsWith(parser._textStart))
            {
                position = parser._textStart.Length;
                return parser;
            }
        }

        position = 0;
        return null;
    }

    /// <summary>The parser of a prefix of one letter that an envelope declares.</summary>
    public static HeaderParser? Find(byte prefix, string? ns)
    {
        foreach (var parser in Volatile.Read(ref _parsers))
        {
            if (parser._declaration.Prefix.Length == 1 && parser._declaration.Prefix[0] == prefix && parser._declaration.Namespace.Value == ns)
            {
                return parser;
            }
        }

        return null;
    }

    /// <summary>
    /// Reads the header that begins here when it is in the form in which it nearly always comes, in an envelope that declares the parser's
    /// prefix, and moves past it.
    /// </summary>
    /// <returns>Null, wherever the bytes stand then, for any other: it is for the XML reader.</returns>
    public virtual MessageHeader? TryRead(ref HeaderBytes bytes) => null;

    /// <summary>Reads the header that the reader stands on and moves past it. Null, with the reader where it was, for one that it does not know.</summary>
    /// <param name="reader">Stands on an element of the parser's namespace that has no attributes but SOAP's and is for the last receiver.</param>
    /// <param name="mustUnderstand">What the attribute says.</param>
    protected abstract MessageHeader? TryRead(XmlDictionaryReader reader, bool mustUnderstand);
}
