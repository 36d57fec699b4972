using System.Globalization;
using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

/// <summary>A SOAP header that can write itself. WCF documentation: MessageHeader.</summary>
public abstract class MessageHeader : MessageHeaderInfo
{
    /// <inheritdoc/>
    public override string Actor => "";

    /// <inheritdoc/>
    public override bool IsReferenceParameter => false;

    /// <inheritdoc/>
    public override bool MustUnderstand => false;

    /// <inheritdoc/>
    public override bool Relay => false;

    /// <summary>
    /// The prefix that the envelope declares for this header, so that headers and body share the declaration. Null when the header declares
    /// what it needs itself.
    /// </summary>
    internal virtual PrefixDeclaration? EnvelopeDeclaration => null;

    /// <summary>
    /// Writes the header's bytes, the same as an XML writer would write in an envelope with the usual prefixes and <see cref="EnvelopeDeclaration"/>.
    /// </summary>
    /// <returns>False when an XML writer is to write it; what is written does not count then.</returns>
    internal virtual bool TryWriteBytes(in HeaderByteWriter writer) => false;

    /// <summary>Creates a header whose content is an object, written by the data contract serializer.</summary>
    /// <param name="name">The header's local name.</param>
    /// <param name="ns">The header's namespace.</param>
    /// <param name="value">The content; null is written as xsi:nil.</param>
    /// <param name="mustUnderstand">True when a receiver that does not know the header must refuse the message.</param>
    /// <param name="actor">The node that the header is for; empty for the last receiver.</param>
    /// <param name="relay">True when a node that does not know the header must pass it on.</param>
    public static MessageHeader CreateHeader(
        string name, string ns, object? value, bool mustUnderstand = false, string actor = "", bool relay = false)
        => new ObjectHeader(name, ns, value, null, mustUnderstand, actor, relay);

    /// <summary>Creates a header whose content is an object, written by a serializer.</summary>
    /// <param name="name">The header's local name.</param>
    /// <param name="ns">The header's namespace.</param>
    /// <param name="value">The content; null is written as xsi:nil.</param>
    /// <param name="serializer">The serializer that writes the content.</param>
    /// <param name="mustUnderstand">True when a receiver that does not know the header must refuse the message.</param>
    /// <param name="actor">The node that the header is for; empty for the last receiver.</param>
    /// <param name="relay">True when a node that does not know the header must pass it on.</param>
    public static MessageHeader CreateHeader(
        string name, string ns, object? value, XmlObjectSerializer serializer, bool mustUnderstand = false, string actor = "", bool relay = false)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        return new ObjectHeader(name, ns, value, serializer, mustUnderstand, actor, relay);
    }

    /// <summary>True when the header can be written in a message of this version.</summary>
    /// <param name="messageVersion">The message's version.</param>
    public virtual bool IsMessageVersionSupported(MessageVersion messageVersion)
    {
        ArgumentNullException.ThrowIfNull(messageVersion);
        return true;
    }

    /// <summary>Writes the whole header.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="messageVersion">The message's version.</param>
    public void WriteHeader(XmlWriter writer, MessageVersion messageVersion)
        => WriteHeader(XmlDictionaryWriter.CreateDictionaryWriter(writer), messageVersion);

    /// <summary>Writes the whole header.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="messageVersion">The message's version.</param>
    public void WriteHeader(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        WriteStartHeader(writer, messageVersion);
        OnWriteHeaderContents(writer, messageVersion);
        writer.WriteEndElement();
    }

    /// <summary>Writes the header's start tag and its attributes.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="messageVersion">The message's version.</param>
    public void WriteStartHeader(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(messageVersion);
        OnWriteStartHeader(writer, messageVersion);
    }

    /// <summary>Writes what stands between the header's tags.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="messageVersion">The message's version.</param>
    public void WriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(messageVersion);
        OnWriteHeaderContents(writer, messageVersion);
    }

    /// <summary>The header as XML.</summary>
    public override string ToString()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true }))
        using (var writer = XmlDictionaryWriter.CreateDictionaryWriter(xml))
        {
            var version = IsMessageVersionSupported(MessageVersion.Default) ? MessageVersion.Default
                : IsMessageVersionSupported(MessageVersion.Soap12WSAddressingAugust2004) ? MessageVersion.Soap12WSAddressingAugust2004
                : IsMessageVersionSupported(MessageVersion.Soap12) ? MessageVersion.Soap12
                : MessageVersion.Soap11;
            WriteHeader(writer, version);
        }

        return text.ToString();
    }

    /// <summary>Writes the start tag with the attributes that <see cref="WriteHeaderAttributes"/> writes.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="messageVersion">The message's version.</param>
    protected virtual void OnWriteStartHeader(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        writer.WriteStartElement(Name, Namespace);
        WriteHeaderAttributes(writer, messageVersion);
    }

    /// <summary>Writes what stands between the header's tags.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="messageVersion">The message's version.</param>
    protected abstract void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion);

    /// <summary>Writes the attributes that SOAP defines: actor or role, mustUnderstand, relay; and IsReferenceParameter.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="messageVersion">The message's version.</param>
    protected void WriteHeaderAttributes(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(messageVersion);
        var envelope = messageVersion.Envelope;
        if (envelope == EnvelopeVersion.None)
        {
            return;
        }

        if (Actor is { Length: > 0 } actor)
        {
            writer.WriteAttributeString(envelope.ActorAttribute, envelope.Namespace, actor);
        }

        if (MustUnderstand)
        {
            writer.WriteAttributeString(NbfsDictionary.MustUnderstand, envelope.Namespace, "1");
        }

        if (Relay && envelope == EnvelopeVersion.Soap12)
        {
            writer.WriteAttributeString(NbfsDictionary.Soap12Relay, envelope.Namespace, "1");
        }

        if (IsReferenceParameter && messageVersion.Addressing == AddressingVersion.WSAddressing10)
        {
            writer.WriteAttributeString(NbfsDictionary.IsReferenceParameter, NbfsDictionary.Addressing10Namespace, "true");
        }
    }
}
