using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A message with its security header. All signing and encrypting has been done when it is there; writing it, by any encoder, puts the parts
/// in their places. The message that it protects is used up, and closed with it.
/// </summary>
internal sealed class ProtectedMessage : SecuredMessage
{
    // Messages are about as long as the one before.
    private static int _lastSize;

    private readonly ProtectedParts _parts;

    internal ProtectedMessage(Message inner, ProtectedParts parts)
        : base(inner) => _parts = parts;

    public override IReadOnlyList<byte[]> SignatureValues => _parts.SignatureValues;

    /// <summary>Told of the message's text when it is written as such, so that a form can be made of it; null for a message that has none.</summary>
    public OutgoingForms.Lesson? Lesson { get; set; }

    /// <summary>The value of wsu:Id of a signed body; null for one that is not signed.</summary>
    public string? BodyId => _parts.BodyId;

    internal override bool TryWriteText(Stream output)
    {
        using var writer = CanonicalWriter.Rent();
        using var text = new PooledBytes(Math.Max(_lastSize, 4096));
        writer.Start(text, null);
        WriteMessage(writer);
        writer.Finish();
        output.Write(text.Span);
        Lesson?.Learn(new ArraySegment<byte>(text.Array, 0, text.Count));
        _lastSize = Math.Clamp(text.Count, 4096, 65536);
        return true;
    }

    protected override void OnWriteMessage(XmlDictionaryWriter writer)
    {
        OnWriteStartEnvelope(writer);
        OnWriteStartHeaders(writer);
        WriteHeaders(writer);
        WriteSecurityHeader(writer);
        writer.WriteEndElement();
        OnWriteStartBody(writer);
        OnWriteBodyContents(writer);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    protected override void OnWriteStartEnvelope(XmlDictionaryWriter writer)
    {
        // The usual envelope, whatever that of a message which is passed on was: signed headers count on its prefixes.
        EnvelopeShape.WriteStartEnvelope(writer, Version, null);
        writer.WriteXmlnsAttribute(SecurityNames.UtilityPrefix, SecurityNames.Utility);
    }

    protected override void OnWriteStartBody(XmlDictionaryWriter writer)
    {
        Inner.WriteStartBody(writer);
        if (_parts.BodyId is not null)
        {
            writer.WriteAttributeString(SecurityNames.UtilityPrefix, SecurityNames.Id, SecurityNames.Utility, _parts.BodyId);
        }
    }

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
    {
        if (_parts.Body is { } encrypted)
        {
            EncryptedData.Write(writer, encrypted);
        }
        else if (_parts.PlainBody is { } plain)
        {
            WritePlainBody(writer, plain, _parts.PlainContent);
        }
        else
        {
            Inner.WriteBodyContents(writer);
        }
    }

    protected override void OnClose()
    {
        _parts.Dispose();
        Inner.Close();
    }

    private static void WritePlainBody(XmlDictionaryWriter writer, PooledBytes body, Range content)
    {
        if (writer is CanonicalWriter canonical)
        {
            canonical.BeginContent().Append(body.Span[content]);
            return;
        }

        using var reader = XmlDictionaryReader.CreateTextReader(body.Array, 0, body.Count, XmlDictionaryReaderQuotas.Max);
        reader.MoveToContent();
        if (reader.IsEmptyElement)
        {
            return;
        }

        reader.Read();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            writer.WriteNode(reader, defattr: false);
        }
    }

    private void WriteHeaders(XmlDictionaryWriter writer)
    {
        var headers = Inner.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            var part = _parts.Find(headers.Get(i), i);
            if (part.Encrypted is { } encrypted)
            {
                WriteEncryptedHeader(writer, headers[i], encrypted);
                continue;
            }

            if (part.Plain is { } plain)
            {
                if (writer is CanonicalWriter canonical)
                {
                    canonical.BeginContent().Append(plain.Span);
                    continue;
                }

                using var reader = XmlDictionaryReader.CreateTextReader(plain.Array, 0, plain.Count, XmlDictionaryReaderQuotas.Max);
                reader.MoveToContent();
                writer.WriteNode(reader, defattr: false);
                continue;
            }

            headers.WriteStartHeader(i, writer);
            if (part.Id is not null)
            {
                writer.WriteAttributeString(SecurityNames.UtilityPrefix, SecurityNames.Id, SecurityNames.Utility, part.Id);
            }

            headers.WriteHeaderContents(i, writer);
            writer.WriteEndElement();
        }
    }

    // The wrapper says to whom the header is, as the header itself cannot be read. WS-Security 1.1, section 9.3.
    private void WriteEncryptedHeader(XmlDictionaryWriter writer, MessageHeaderInfo header, EncryptedPart encrypted)
    {
        writer.WriteStartElement(SecurityNames.Security11Prefix, SecurityNames.EncryptedHeader, SecurityNames.Security11);
        writer.WriteAttributeString(SecurityNames.UtilityPrefix, SecurityNames.Id, SecurityNames.Utility, encrypted.Id + "-h");
        SecurityHeaderAttributes.Write(writer, Version.Envelope, header.MustUnderstand, header.Actor, header.Relay);
        EncryptedData.Write(writer, encrypted);
        writer.WriteEndElement();
    }

    private void WriteSecurityHeader(XmlDictionaryWriter writer)
    {
        writer.WriteStartElement(SecurityNames.SecurityPrefix, SecurityNames.SecurityHeader, SecurityNames.Security10);
        SecurityHeaderAttributes.Write(writer, Version.Envelope, mustUnderstand: true, string.Empty, relay: false);
        foreach (var item in _parts.Security)
        {
            item.Write(writer);
        }

        writer.WriteEndElement();
    }
}
