using System.Collections.Concurrent;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// The form in which an encoder writes a message's body into its bytes: UTF-8 text, or binary XML that needs no dictionary but SOAP's. The
/// same body has the same bytes in every message of the form.
/// </summary>
internal sealed class BodyForm
{
    private static readonly ConcurrentDictionary<(bool, MessageVersion), BodyForm> _forms = new();
    private byte[]? _envelopeStart;

    private BodyForm(bool isText, MessageVersion version)
    {
        IsText = isText;
        Version = version;
    }

    /// <summary>True for UTF-8 text, false for binary XML.</summary>
    public bool IsText { get; }

    /// <summary>The version of the messages, whose prefixes the body may use.</summary>
    public MessageVersion Version { get; }

    /// <summary>The start tag of an envelope with the usual prefixes.</summary>
    public ReadOnlySpan<byte> EnvelopeStart => _envelopeStart ??= WriteEnvelopeStart();

    /// <summary>A Body element without anything in it.</summary>
    public ReadOnlySpan<byte> EmptyBody => IsText ? "<s:Body/>"u8 : [0x56, 0x0E, 0x01];

    /// <summary>The end tag of the envelope.</summary>
    public ReadOnlySpan<byte> EnvelopeEnd => IsText ? "</s:Envelope>"u8 : [0x01];

    /// <summary>The form of a version's messages: always the same object.</summary>
    public static BodyForm Of(bool isText, MessageVersion version) =>
        _forms.GetOrAdd((isText, version), static key => new BodyForm(key.Item1, key.Item2));

    /// <summary>Opens a reader on the first element of a document of this form.</summary>
    public XmlDictionaryReader OpenReader(byte[] document)
    {
        var reader = IsText
            ? XmlDictionaryReader.CreateTextReader(document, XmlDictionaryReaderQuotas.Max)
            : XmlDictionaryReader.CreateBinaryReader(document, 0, document.Length, NbfsDictionary.Instance, XmlDictionaryReaderQuotas.Max);
        reader.MoveToContent();
        return reader;
    }

    private byte[] WriteEnvelopeStart()
    {
        using var stream = new MemoryStream();
        using var writer = IsText
            ? XmlDictionaryWriter.CreateTextWriter(stream, XmlEncodings.Utf8, ownsStream: false)
            : XmlDictionaryWriter.CreateBinaryWriter(stream, NbfsDictionary.Instance, null, ownsStream: false);
        EnvelopeShape.WriteStartEnvelope(writer, Version, null);
        EnvelopeShape.WriteStartBody(writer, Version, null);
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.Flush();

        return stream.ToArray()[..^(EmptyBody.Length + EnvelopeEnd.Length)];
    }
}
