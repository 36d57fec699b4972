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

    /// <summary>True for a shape that messages share, which is not to be changed.</summary>
    public bool IsShared { get; private init; }

    /// <summary>The shape of an envelope that declares one prefix beside the usual.</summary>
    public static EnvelopeShape CreateShared(MessageVersion version, PrefixDeclaration declaration) => new()
    {
        IsShared = true,
        Envelope = ElementShape.Create(
            WireNames.EnvelopePrefix,
            (WireNames.EnvelopePrefix, version.Envelope.Namespace.Value),
            (declaration.Prefix, declaration.Namespace.Value),
            (WireNames.AddressingPrefix, version.Addressing.Namespace.Value)),
    };

    /// <summary>A shape that may be changed: this one, or a copy when it is shared.</summary>
    public EnvelopeShape ToOwn() => IsShared ? new EnvelopeShape { Envelope = Envelope, Header = Header, Body = Body } : this;

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
