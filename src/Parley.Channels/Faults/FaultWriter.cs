using System.Xml;

namespace Parley.Channels;

/// <summary>Writes faults. SOAP 1.1 section 4.4, SOAP 1.2 part 1 section 5.4.</summary>
internal static class FaultWriter
{
    private const string CodePrefix = "a";

    public static void Write(MessageFault fault, XmlDictionaryWriter writer, EnvelopeVersion version)
    {
        writer.WriteStartElement(WireNames.EnvelopePrefix, NbfsDictionary.Fault, version.Namespace);
        if (version == EnvelopeVersion.Soap11)
        {
            WriteSoap11(fault, writer);
        }
        else
        {
            WriteSoap12(fault, writer, version);
        }

        writer.WriteEndElement();
    }

    private static void WriteSoap11(MessageFault fault, XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(NbfsDictionary.Soap11FaultCode, WireNames.Empty);

        // SOAP 1.1 has one code only; the more special one says more.
        WriteCodeName(writer, fault.Code.SubCode ?? fault.Code, EnvelopeVersion.Soap11);
        writer.WriteEndElement();

        var reason = fault.Reason.Translations[0];
        writer.WriteStartElement(NbfsDictionary.Soap11FaultString, WireNames.Empty);
        WriteReason(writer, reason);
        writer.WriteEndElement();

        if (fault.Actor.Length > 0)
        {
            writer.WriteStartElement(NbfsDictionary.Soap11FaultActor, WireNames.Empty);
            writer.WriteString(fault.Actor);
            writer.WriteEndElement();
        }

        if (fault.HasDetail)
        {
            fault.WriteDetail(writer, EnvelopeVersion.Soap11);
        }
    }

    private static void WriteSoap12(MessageFault fault, XmlDictionaryWriter writer, EnvelopeVersion version)
    {
        var ns = version.Namespace;
        writer.WriteStartElement(WireNames.EnvelopePrefix, NbfsDictionary.Code, ns);
        WriteCode(writer, fault.Code, version);
        writer.WriteEndElement();

        writer.WriteStartElement(WireNames.EnvelopePrefix, NbfsDictionary.Reason, ns);
        foreach (var translation in fault.Reason.Translations)
        {
            writer.WriteStartElement(WireNames.EnvelopePrefix, NbfsDictionary.Text, ns);
            WriteReason(writer, translation);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        WriteText(writer, NbfsDictionary.Node, ns, fault.Node);
        WriteText(writer, NbfsDictionary.Role, ns, fault.Actor);
        if (fault.HasDetail)
        {
            fault.WriteDetail(writer, version);
        }
    }

    private static void WriteCode(XmlDictionaryWriter writer, FaultCode code, EnvelopeVersion version)
    {
        writer.WriteStartElement(WireNames.EnvelopePrefix, NbfsDictionary.Value, version.Namespace);
        WriteCodeName(writer, code, version);
        writer.WriteEndElement();
        if (code.SubCode is { } subCode)
        {
            writer.WriteStartElement(WireNames.EnvelopePrefix, NbfsDictionary.Subcode, version.Namespace);
            WriteCode(writer, subCode, version);
            writer.WriteEndElement();
        }
    }

    private static void WriteCodeName(XmlDictionaryWriter writer, FaultCode code, EnvelopeVersion version)
    {
        var name = code.IsSenderFault ? version.SenderFaultName : code.IsReceiverFault ? version.ReceiverFaultName : code.Name;
        var ns = code.IsPredefinedFault ? version.Namespace.Value : code.Namespace;

        var prefix = writer.LookupPrefix(ns);
        if (prefix is null)
        {
            prefix = CodePrefix;
            writer.WriteXmlnsAttribute(prefix, ns);
        }

        // WCF writes prefix, colon and name apart, which shows in the binary encoding.
        if (prefix.Length > 0)
        {
            writer.WriteString(prefix);
            writer.WriteString(":");
        }

        writer.WriteString(name);
    }

    private static void WriteReason(XmlDictionaryWriter writer, FaultReasonText reason)
    {
        writer.WriteAttributeString("xml", "lang", null, reason.XmlLang);
        writer.WriteString(reason.Text);
    }

    private static void WriteText(XmlDictionaryWriter writer, XmlDictionaryString name, XmlDictionaryString ns, string text)
    {
        if (text.Length > 0)
        {
            writer.WriteStartElement(WireNames.EnvelopePrefix, name, ns);
            writer.WriteString(text);
            writer.WriteEndElement();
        }
    }
}
