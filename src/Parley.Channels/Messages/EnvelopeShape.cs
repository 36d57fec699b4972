using System.Xml;

namespace Parley.Channels;

/// <summary>
/// How a received envelope was written where that differs from how this library writes one: prefixes, namespace
/// declarations and other attributes of Envelope, Header and Body. A null part is written the usual way.
/// </summary>
internal sealed class EnvelopeShape
{
    public ElementShape? Envelope { get; set; }

    public ElementShape? Header { get; set; }

    public ElementShape? Body { get; set; }

    public static void WriteStartEnvelope(XmlDictionaryWriter writer, MessageVersion version, EnvelopeShape? shape, MessageHeaders? headers = null)
    {
        if (shape?.Envelope is { } envelope)
        {
            envelope.WriteStart(writer, NbfsDictionary.Envelope, version.Envelope.Namespace);
            return;
        }

        writer.WriteStartElement(WireNames.EnvelopePrefix, NbfsDictionary.Envelope, version.Envelope.Namespace);
        headers?.WriteEnvelopeDeclaration(writer);
        if (version.Addressing != AddressingVersion.None)
        {
            writer.WriteXmlnsAttribute(WireNames.AddressingPrefix, version.Addressing.Namespace);
        }
    }

    public static void WriteStartHeader(XmlDictionaryWriter writer, MessageVersion version, EnvelopeShape? shape)
        => WriteStart(writer, NbfsDictionary.Header, version, shape?.Header);

    public static void WriteStartBody(XmlDictionaryWriter writer, MessageVersion version, EnvelopeShape? shape)
        => WriteStart(writer, NbfsDictionary.Body, version, shape?.Body);

    private static void WriteStart(XmlDictionaryWriter writer, XmlDictionaryString name, MessageVersion version, ElementShape? shape)
    {
        if (shape is not null)
        {
            shape.WriteStart(writer, name, version.Envelope.Namespace);
        }
        else
        {
            writer.WriteStartElement(WireNames.EnvelopePrefix, name, version.Envelope.Namespace);
        }
    }
}
