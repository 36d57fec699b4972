using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

/// <summary>A SOAP fault, independent of SOAP's version. WCF documentation: MessageFault.</summary>
public abstract class MessageFault
{
    /// <summary>The node that failed (SOAP 1.1 faultactor, SOAP 1.2 Role); empty when it is the last receiver.</summary>
    public virtual string Actor => "";

    /// <summary>What kind of failure it is.</summary>
    public abstract FaultCode Code { get; }

    /// <summary>True when there is a detail.</summary>
    public abstract bool HasDetail { get; }

    /// <summary>True when the fault says that a header was not understood.</summary>
    public bool IsMustUnderstandFault => Code.IsPredefinedFault && Code.Name == "MustUnderstand";

    /// <summary>The URI of the node that failed; empty when it is not told. SOAP 1.2 only.</summary>
    public virtual string Node => "";

    /// <summary>The reason, for people.</summary>
    public abstract FaultReason Reason { get; }

    /// <summary>Creates a fault without detail.</summary>
    /// <param name="code">What kind of failure it is.</param>
    /// <param name="reason">The reason, in the current culture's language.</param>
    public static MessageFault CreateFault(FaultCode code, string reason) => CreateFault(code, new FaultReason(reason));

    /// <summary>Creates a fault without detail.</summary>
    /// <param name="code">What kind of failure it is.</param>
    /// <param name="reason">The reason.</param>
    public static MessageFault CreateFault(FaultCode code, FaultReason reason) => new ObjectMessageFault(code, reason, null, null, "", "");

    /// <summary>Creates a fault whose detail is an object, written by the data contract serializer.</summary>
    /// <param name="code">What kind of failure it is.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="detail">The detail; null for none.</param>
    public static MessageFault CreateFault(FaultCode code, FaultReason reason, object? detail)
        => new ObjectMessageFault(code, reason, detail, null, "", "");

    /// <summary>Creates a fault whose detail is an object, written by a serializer.</summary>
    /// <param name="code">What kind of failure it is.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="detail">The detail; null for none.</param>
    /// <param name="serializer">The serializer.</param>
    public static MessageFault CreateFault(FaultCode code, FaultReason reason, object? detail, XmlObjectSerializer serializer)
        => CreateFault(code, reason, detail, serializer, "", "");

    /// <summary>Creates a fault whose detail is an object, written by a serializer.</summary>
    /// <param name="code">What kind of failure it is.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="detail">The detail; null for none.</param>
    /// <param name="serializer">The serializer.</param>
    /// <param name="actor">The node that failed; empty when it is the last receiver.</param>
    public static MessageFault CreateFault(FaultCode code, FaultReason reason, object? detail, XmlObjectSerializer serializer, string actor)
        => CreateFault(code, reason, detail, serializer, actor, actor);

    /// <summary>Creates a fault whose detail is an object, written by a serializer.</summary>
    /// <param name="code">What kind of failure it is.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="detail">The detail; null for none.</param>
    /// <param name="serializer">The serializer.</param>
    /// <param name="actor">The node that failed; empty when it is the last receiver.</param>
    /// <param name="node">The URI of the node that failed; empty when it is not told.</param>
    public static MessageFault CreateFault(
        FaultCode code, FaultReason reason, object? detail, XmlObjectSerializer serializer, string actor, string node)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        return new ObjectMessageFault(code, reason, detail, serializer, actor, node);
    }

    /// <summary>Reads the fault out of a message. The message's state is Read afterwards.</summary>
    /// <param name="message">A message whose IsFault is true.</param>
    /// <param name="maxBufferSize">The most bytes of detail to keep in memory.</param>
    /// <exception cref="ArgumentException">The message is no fault.</exception>
    /// <exception cref="CommunicationException">The fault is malformed.</exception>
    /// <exception cref="QuotaExceededException">The detail is larger.</exception>
    public static MessageFault CreateFault(Message message, int maxBufferSize)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBufferSize);
        if (!message.IsFault)
        {
            throw new ArgumentException("The message is no fault. Ask IsFault first.", nameof(message));
        }

        var version = message.Version.Envelope;
        using var reader = message.GetReaderAtBodyContents();
        try
        {
            return version == EnvelopeVersion.Soap11
                ? FaultReader.ReadSoap11(reader, maxBufferSize)
                : FaultReader.ReadSoap12(reader, version, maxBufferSize);
        }
        catch (Exception e) when (e is XmlException || MalformedInput.IsCauseOf(e))
        {
            throw new CommunicationException("The message is a SOAP fault that cannot be read.", e);
        }
    }

    /// <summary>True when the headers of a fault message say that a header was not understood. SOAP 1.2 part 1 section 5.4.8.</summary>
    /// <param name="headers">The fault message's headers.</param>
    /// <param name="name">The header's local name.</param>
    /// <param name="ns">The header's namespace.</param>
    public static bool WasHeaderNotUnderstood(MessageHeaders headers, string name, string ns)
    {
        ArgumentNullException.ThrowIfNull(headers);
        for (var i = 0; i < headers.Count; i++)
        {
            if (headers[i].Name != WireNames.NotUnderstood.Value || headers[i].Namespace != EnvelopeVersion.Soap12.Namespace.Value)
            {
                continue;
            }

            using var reader = headers.GetReaderAtHeader(i);
            if (reader.GetAttribute("qname")?.Trim() is not { } qname)
            {
                continue;
            }

            var colon = qname.IndexOf(':', StringComparison.Ordinal);
            if (qname[(colon + 1)..] == name && reader.LookupNamespace(colon < 0 ? "" : qname[..colon]) == ns)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The detail as an object, read by the data contract serializer.</summary>
    /// <typeparam name="T">The object's type.</typeparam>
    /// <exception cref="InvalidOperationException">There is no detail.</exception>
    public T GetDetail<T>() => GetDetail<T>(ObjectContent.SerializerOf(typeof(T)));

    /// <summary>The detail as an object, read by a serializer.</summary>
    /// <typeparam name="T">The object's type.</typeparam>
    /// <param name="serializer">The serializer.</param>
    /// <exception cref="InvalidOperationException">There is no detail.</exception>
    public T GetDetail<T>(XmlObjectSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(serializer);
        using var reader = GetReaderAtDetailContents();
        var detail = (T)serializer.ReadObject(reader)!;
        if (!reader.EOF && reader.MoveToContent() == XmlNodeType.Element)
        {
            throw new FormatException($"The fault's detail has more in it than one object: '{reader.Name}'.");
        }

        return detail;
    }

    /// <summary>A reader on what stands in the detail.</summary>
    /// <exception cref="InvalidOperationException">There is no detail.</exception>
    public XmlDictionaryReader GetReaderAtDetailContents()
        => HasDetail ? OnGetReaderAtDetailContents() : throw new InvalidOperationException("The fault has no detail. Ask HasDetail first.");

    /// <summary>Writes the fault.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="version">The version of SOAP.</param>
    public void WriteTo(XmlWriter writer, EnvelopeVersion version) => WriteTo(XmlDictionaryWriter.CreateDictionaryWriter(writer), version);

    /// <summary>Writes the fault.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="version">The version of SOAP; None is written as SOAP 1.2 in another namespace.</param>
    public void WriteTo(XmlDictionaryWriter writer, EnvelopeVersion version)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(version);
        FaultWriter.Write(this, writer, version);
    }

    internal void WriteDetail(XmlDictionaryWriter writer, EnvelopeVersion version) => OnWriteDetail(writer, version);

    /// <summary>A reader on what stands in the detail. The default writes the detail into memory and reads it from there.</summary>
    protected virtual XmlDictionaryReader OnGetReaderAtDetailContents()
    {
        var buffer = InfosetWriter.Start(int.MaxValue);
        OnWriteDetail(buffer.Writer, EnvelopeVersion.Soap12);
        var reader = buffer.ToBuffer().OpenReader();
        reader.Read();
        reader.MoveToContent();
        return reader;
    }

    /// <summary>Writes the detail's start tag.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="version">The version of SOAP.</param>
    protected virtual void OnWriteStartDetail(XmlDictionaryWriter writer, EnvelopeVersion version)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(version);
        if (version == EnvelopeVersion.Soap11)
        {
            writer.WriteStartElement(NbfsDictionary.Soap11Detail, WireNames.Empty);
        }
        else
        {
            writer.WriteStartElement(NbfsDictionary.Detail, version.Namespace);
        }
    }

    /// <summary>Writes the detail with its contents.</summary>
    /// <param name="writer">Where to write.</param>
    /// <param name="version">The version of SOAP.</param>
    protected virtual void OnWriteDetail(XmlDictionaryWriter writer, EnvelopeVersion version)
    {
        ArgumentNullException.ThrowIfNull(writer);
        OnWriteStartDetail(writer, version);
        OnWriteDetailContents(writer);
        writer.WriteEndElement();
    }

    /// <summary>Writes what stands in the detail.</summary>
    /// <param name="writer">Where to write.</param>
    protected abstract void OnWriteDetailContents(XmlDictionaryWriter writer);
}
