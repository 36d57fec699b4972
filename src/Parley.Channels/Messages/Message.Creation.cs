using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

// The CreateMessage methods.
public abstract partial class Message
{
    /// <summary>Creates a message with an empty body.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="action">What it means; null for none.</param>
    public static Message CreateMessage(MessageVersion version, string? action) => CreateMessage(version, action, EmptyBodyWriter.Instance);

    /// <summary>Creates a message whose body is an object, written by the data contract serializer.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="action">What it means; null for none.</param>
    /// <param name="body">The object.</param>
    public static Message CreateMessage(MessageVersion version, string? action, object? body)
        => CreateMessage(version, action, new ObjectBodyWriter(body, null));

    /// <summary>Creates a message whose body is an object, written by a serializer.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="action">What it means; null for none.</param>
    /// <param name="body">The object.</param>
    /// <param name="serializer">The serializer.</param>
    public static Message CreateMessage(MessageVersion version, string? action, object? body, XmlObjectSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        return CreateMessage(version, action, new ObjectBodyWriter(body, serializer));
    }

    /// <summary>Creates a message whose body is what a reader gives. It can be written once.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="action">What it means; null for none.</param>
    /// <param name="body">Stands on the body's contents; read to the end tag around it or to the end, and closed.</param>
    public static Message CreateMessage(MessageVersion version, string? action, XmlReader body)
        => CreateMessage(version, action, XmlDictionaryReader.CreateDictionaryReader(body));

    /// <summary>Creates a message whose body is what a reader gives. It can be written once.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="action">What it means; null for none.</param>
    /// <param name="body">Stands on the body's contents; read to the end tag around it or to the end, and closed.</param>
    public static Message CreateMessage(MessageVersion version, string? action, XmlDictionaryReader body)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(body);
        return CreateMessage(version, action, new ReaderBodyWriter(body, version.Envelope));
    }

    /// <summary>Creates a message.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="action">What it means; null for none.</param>
    /// <param name="body">Writes the body.</param>
    public static Message CreateMessage(MessageVersion version, string? action, BodyWriter body)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(body);
        return new BodyWriterMessage(version, action is null ? null : new ActionHeader(action, version.Addressing), body);
    }

    /// <summary>Creates a fault message.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="action">What it means; null for none.</param>
    public static Message CreateMessage(MessageVersion version, MessageFault fault, string? action)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(fault);
        return CreateMessage(version, action, new FaultBodyWriter(fault, version.Envelope));
    }

    /// <summary>Creates a fault message.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="faultCode">The fault's code.</param>
    /// <param name="reason">The fault's reason.</param>
    /// <param name="action">What it means; null for none.</param>
    public static Message CreateMessage(MessageVersion version, FaultCode faultCode, string reason, string? action)
        => CreateMessage(version, MessageFault.CreateFault(faultCode, reason), action);

    /// <summary>Creates a fault message with a detail.</summary>
    /// <param name="version">The message's version.</param>
    /// <param name="faultCode">The fault's code.</param>
    /// <param name="reason">The fault's reason.</param>
    /// <param name="detail">The detail, written by the data contract serializer.</param>
    /// <param name="action">What it means; null for none.</param>
    public static Message CreateMessage(MessageVersion version, FaultCode faultCode, string reason, object detail, string? action)
        => CreateMessage(version, MessageFault.CreateFault(faultCode, new FaultReason(reason), detail), action);

    /// <summary>Creates a message from its XML.</summary>
    /// <param name="envelopeReader">Stands before or on the Envelope. The message closes it.</param>
    /// <param name="maxSizeOfHeaders">The most bytes of headers to keep in memory; more than 0.</param>
    /// <param name="version">The message's version.</param>
    /// <exception cref="ProtocolException">The envelope is of another version.</exception>
    /// <exception cref="XmlException">The envelope is malformed.</exception>
    public static Message CreateMessage(XmlReader envelopeReader, int maxSizeOfHeaders, MessageVersion version)
        => CreateMessage(XmlDictionaryReader.CreateDictionaryReader(envelopeReader), maxSizeOfHeaders, version);

    /// <summary>Creates a message from its XML.</summary>
    /// <param name="envelopeReader">Stands before or on the Envelope. The message closes it.</param>
    /// <param name="maxSizeOfHeaders">The most bytes of headers to keep in memory; more than 0.</param>
    /// <param name="version">The message's version.</param>
    /// <exception cref="ProtocolException">The envelope is of another version.</exception>
    /// <exception cref="XmlException">The envelope is malformed.</exception>
    public static Message CreateMessage(XmlDictionaryReader envelopeReader, int maxSizeOfHeaders, MessageVersion version)
    {
        ArgumentNullException.ThrowIfNull(envelopeReader);
        ArgumentNullException.ThrowIfNull(version);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSizeOfHeaders);
        return new ReceivedMessage(envelopeReader, version, null, maxSizeOfHeaders);
    }

    /// <summary>Creates a message whose action binary encodings can know by number.</summary>
    internal static Message CreateMessage(MessageVersion version, XmlDictionaryString? action, BodyWriter body)
        => new BodyWriterMessage(version, action is null ? null : new ActionHeader(action, version.Addressing), body);
}
