using System.Xml;

namespace Parley.Channels;

/// <summary>Reads faults. SOAP 1.1 section 4.4, SOAP 1.2 part 1 section 5.4.</summary>
internal static class FaultReader
{
    /// <summary>More codes below codes than anybody has a use for.</summary>
    private const int MaxSubCodes = 32;

    public static MessageFault ReadSoap11(XmlDictionaryReader reader, int maxBufferSize)
    {
        reader.ReadFullStartElement(NbfsDictionary.Fault, NbfsDictionary.Soap11Namespace);
        FaultCode? code = null;
        FaultReason? reason = null;
        var actor = "";
        InfosetBuffer? detail = null;
        while (reader.IsStartElement())
        {
            if (reader.IsStartElement(NbfsDictionary.Soap11FaultCode, WireNames.Empty))
            {
                var (name, ns) = ReadQualifiedName(reader);
                code = new FaultCode(name, ns, null);
            }
            else if (reader.IsStartElement(NbfsDictionary.Soap11FaultString, WireNames.Empty))
            {
                var language = reader.XmlLang;
                reason = new FaultReason(new FaultReasonText(reader.ReadElementContentAsString(), language));
            }
            else if (reader.IsStartElement(NbfsDictionary.Soap11FaultActor, WireNames.Empty))
            {
                actor = reader.ReadElementContentAsString().Trim();
            }
            else if (reader.IsStartElement(NbfsDictionary.Soap11Detail, WireNames.Empty) && detail is null)
            {
                detail = ReadDetail(reader, maxBufferSize);
            }
            else
            {
                reader.Skip();
            }
        }

        reader.ReadEndElement();
        Message.ReadToEnd(reader);
        return new ReceivedFault(
            code ?? throw new XmlException("The fault has no faultcode."), reason ?? throw new XmlException("The fault has no faultstring."),
            actor, actor, detail);
    }

    public static MessageFault ReadSoap12(XmlDictionaryReader reader, EnvelopeVersion version, int maxBufferSize)
    {
        var ns = version.Namespace;
        reader.ReadFullStartElement(NbfsDictionary.Fault, ns);
        reader.ReadFullStartElement(NbfsDictionary.Code, ns);
        var code = ReadCode(reader, ns, 0);
        ReadEnd(reader);

        var translations = new List<FaultReasonText>(1);
        reader.ReadFullStartElement(NbfsDictionary.Reason, ns);
        while (reader.IsStartElement(NbfsDictionary.Text, ns))
        {
            var language = reader.XmlLang;
            translations.Add(new FaultReasonText(reader.ReadElementContentAsString(), language));
        }

        ReadEnd(reader);
        var node = ReadText(reader, NbfsDictionary.Node, ns);
        var role = ReadText(reader, NbfsDictionary.Role, ns);
        InfosetBuffer? detail = null;
        if (reader.IsStartElement(NbfsDictionary.Detail, ns))
        {
            detail = ReadDetail(reader, maxBufferSize);
        }

        ReadEnd(reader);
        Message.ReadToEnd(reader);
        return new ReceivedFault(code, new FaultReason(translations), role, node, detail);
    }

    private static FaultCode ReadCode(XmlDictionaryReader reader, XmlDictionaryString ns, int depth)
    {
        if (depth > MaxSubCodes)
        {
            throw new XmlException("The fault's codes are nested too deep.");
        }

        reader.MoveToStartElement(NbfsDictionary.Value, ns);
        var (name, codeNamespace) = ReadQualifiedName(reader);
        FaultCode? subCode = null;
        if (reader.IsStartElement(NbfsDictionary.Subcode, ns))
        {
            reader.ReadFullStartElement(NbfsDictionary.Subcode, ns);
            subCode = ReadCode(reader, ns, depth + 1);
            ReadEnd(reader);
        }

        return new FaultCode(name, codeNamespace, subCode);
    }

    private static (string Name, string? Namespace) ReadQualifiedName(XmlDictionaryReader reader)
    {
        if (reader.IsEmptyElement)
        {
            throw new XmlException("A fault's code is empty.");
        }

        reader.ReadStartElement();
        var text = reader.ReadContentAsString().Trim();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = text[(colon + 1)..];
        var ns = reader.LookupNamespace(colon < 0 ? "" : text[..colon]);
        if (name.Length == 0 || (colon >= 0 && ns is null))
        {
            throw new XmlException("A fault's code is no qualified name.");
        }

        reader.ReadEndElement();
        return (name, ns);
    }

    private static string ReadText(XmlDictionaryReader reader, XmlDictionaryString name, XmlDictionaryString ns)
        => reader.IsStartElement(name, ns) ? reader.ReadElementContentAsString().Trim() : "";

    /// <summary>Keeps the detail. An empty one without attributes is none.</summary>
    private static InfosetBuffer? ReadDetail(XmlDictionaryReader reader, int maxBufferSize)
    {
        if (reader.IsEmptyElement && reader.AttributeCount == 0)
        {
            reader.Read();
            return null;
        }

        return InfosetBuffer.Copy(reader, maxBufferSize);
    }

    private static void ReadEnd(XmlDictionaryReader reader)
    {
        reader.MoveToContent();
        reader.ReadEndElement();
    }
}
