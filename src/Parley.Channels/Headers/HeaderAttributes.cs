using System.Xml;

namespace Parley.Channels;

/// <summary>What the attributes of a received header say.</summary>
internal readonly struct HeaderAttributes
{
    private HeaderAttributes(bool mustUnderstand, string actor, bool relay, bool isReferenceParameter, bool hasOthers)
    {
        MustUnderstand = mustUnderstand;
        Actor = actor;
        Relay = relay;
        IsReferenceParameter = isReferenceParameter;
        HasOthers = hasOthers;
    }

    public bool MustUnderstand { get; }

    public string Actor { get; }

    public bool Relay { get; }

    public bool IsReferenceParameter { get; }

    /// <summary>True when there are attributes that SOAP does not define, an identifier for a signature for example.</summary>
    public bool HasOthers { get; }

    /// <summary>Reads the attributes of the element that the reader stands on; the reader stays there.</summary>
    public static HeaderAttributes Read(XmlDictionaryReader reader, MessageVersion version)
    {
        var count = reader.AttributeCount;
        if (count == 0)
        {
            return new HeaderAttributes(false, "", false, false, false);
        }

        var envelope = version.Envelope;
        if (count == 1 && reader.GetAttribute(NbfsDictionary.MustUnderstand, envelope.Namespace) is { } only)
        {
            return new HeaderAttributes(ReadBoolean(only, reader), "", false, false, false);
        }

        var mustUnderstand = false;
        var relay = false;
        var isReferenceParameter = false;
        var others = 0;
        var actor = "";
        for (var i = 0; i < count; i++)
        {
            reader.MoveToAttribute(i);
            if (reader.IsNamespaceUri(envelope.Namespace))
            {
                if (reader.IsLocalName(NbfsDictionary.MustUnderstand))
                {
                    mustUnderstand = ReadBoolean(reader.Value, reader);
                    continue;
                }

                if (reader.IsLocalName(envelope.ActorAttribute))
                {
                    actor = reader.Value.Trim();
                    continue;
                }

                if (envelope == EnvelopeVersion.Soap12 && reader.IsLocalName(NbfsDictionary.Soap12Relay))
                {
                    relay = ReadBoolean(reader.Value, reader);
                    continue;
                }
            }
            else if (reader.IsNamespaceUri(NbfsDictionary.Addressing10Namespace) && reader.IsLocalName(NbfsDictionary.IsReferenceParameter))
            {
                isReferenceParameter = ReadBoolean(reader.Value, reader);
                continue;
            }

            if (reader.Prefix == "xmlns" || (reader.Prefix.Length == 0 && reader.LocalName is "xmlns" or "RelationshipType"))
            {
                continue;
            }

            others++;
        }

        reader.MoveToElement();
        return new HeaderAttributes(mustUnderstand, actor, relay, isReferenceParameter, others > 0);
    }

    private static bool ReadBoolean(string value, XmlDictionaryReader reader) => value.AsSpan().Trim() switch
    {
        "1" or "true" => true,
        "0" or "false" => false,
        _ => throw Malformed(reader),
    };

    private static MessageHeaderException Malformed(XmlDictionaryReader reader)
    {
        reader.MoveToElement();
        return new MessageHeaderException(
            $"An attribute of the header '{reader.LocalName}' of the namespace '{reader.NamespaceURI}' should be a truth value: 1, true, 0 or false.",
            reader.LocalName, reader.NamespaceURI);
    }
}
