using System.Runtime.Serialization;
using System.Xml;

namespace Parley.Channels;

/// <summary>A header whose content a serializer writes.</summary>
internal sealed class ObjectHeader : MessageHeader
{
    private readonly object? _value;
    private readonly XmlObjectSerializer? _serializer;

    public ObjectHeader(string name, string ns, object? value, XmlObjectSerializer? serializer, bool mustUnderstand, string actor, bool relay)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(ns);
        ArgumentNullException.ThrowIfNull(actor);
        Name = XmlConvert.VerifyNCName(name);
        Namespace = ns;
        _value = value;
        _serializer = serializer;
        MustUnderstand = mustUnderstand;
        Actor = actor;
        Relay = relay;
    }

    public override string Name { get; }

    public override string Namespace { get; }

    public override bool MustUnderstand { get; }

    public override string Actor { get; }

    public override bool Relay { get; }

    public override bool IsMessageVersionSupported(MessageVersion messageVersion)
    {
        ArgumentNullException.ThrowIfNull(messageVersion);
        return messageVersion.Envelope == EnvelopeVersion.Soap12 || !Relay;
    }

    protected override void OnWriteHeaderContents(XmlDictionaryWriter writer, MessageVersion messageVersion)
    {
        try
        {
            ObjectContent.Write(writer, _value, _serializer);
        }
        catch (Exception e) when (e is SerializationException or InvalidDataContractException)
        {
            throw new CommunicationException($"The value of the header '{Name}' cannot be written. {e.Message}", e);
        }
    }
}
