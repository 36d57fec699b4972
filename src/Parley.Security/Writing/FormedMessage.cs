using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A protected message of a known form, written as bytes. A transport may add headers, and take those out that only it needed: then its text goes
/// through an XML reader, and for an encoder that writes no text, too.
/// </summary>
internal sealed class FormedMessage : SecuredMessage
{
    private readonly OutgoingForm _form;
    private FormWriter? _writer;

    /// <param name="inner">The message that it protects.</param>
    /// <param name="form">Its form.</param>
    /// <param name="writer">Its words. They are the message's.</param>
    /// <param name="signature">The value of its signature.</param>
    public FormedMessage(Message inner, OutgoingForm form, FormWriter writer, byte[] signature)
        : base(inner)
    {
        _form = form;
        _writer = writer;
        SignatureValues = [signature];
    }

    public override IReadOnlyList<byte[]> SignatureValues { get; }

    internal override bool TryWriteText(Stream output)
    {
        if (State != MessageState.Created || _writer is not { } known || !HasHeadersOf(known))
        {
            return false;
        }

        EnterState(MessageState.Written);
        using var writer = Take();
        var size = _form.GetSize(writer);
        if (output is MessageBufferStream buffer)
        {
            _form.Write(writer, buffer.Append(size));
            return true;
        }

        using var text = new PooledBytes(size);
        WriteText(writer, text);
        output.Write(text.Span);
        return true;
    }

    protected override void OnWriteMessage(XmlDictionaryWriter writer)
    {
        using var words = Take();
        using var text = new PooledBytes(_form.GetSize(words));
        WriteText(words, text);
        using var reader = XmlDictionaryReader.CreateTextReader(text.Array, 0, text.Count, XmlDictionaryReaderQuotas.Max);
        ReadStart(reader, writer);
        ReadStart(reader, writer);
        WriteHeaders(words.Headers, text, writer);
        for (var i = 0; i < words.Headers.Count; i++)
        {
            reader.Skip();
            reader.MoveToContent();
        }

        // The security header, which is the last one.
        writer.WriteNode(reader, defattr: false);
        reader.ReadEndElement();
        writer.WriteEndElement();
        reader.MoveToContent();
        writer.WriteNode(reader, defattr: false);
        writer.WriteEndElement();
    }

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
    {
        using var words = Take();
        using var text = new PooledBytes(_form.GetSize(words));
        WriteText(words, text);
        using var reader = XmlDictionaryReader.CreateTextReader(text.Array, 0, text.Count, XmlDictionaryReaderQuotas.Max);
        reader.MoveToContent();
        reader.ReadStartElement();
        reader.MoveToContent();
        reader.Skip();
        reader.MoveToContent();
        reader.ReadStartElement();
        while (reader.NodeType != XmlNodeType.EndElement)
        {
            writer.WriteNode(reader, defattr: false);
        }
    }

    protected override void OnClose()
    {
        Interlocked.Exchange(ref _writer, null)?.Dispose();
        Inner.Close();
    }

    private static void ReadStart(XmlDictionaryReader reader, XmlDictionaryWriter writer)
    {
        reader.MoveToContent();
        writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
        writer.WriteAttributes(reader, defattr: false);
        reader.ReadStartElement();
        reader.MoveToContent();
    }

    // Whoever writes the message has its words: closing it meanwhile does not take them away.
    private FormWriter Take() => Interlocked.Exchange(ref _writer, null) ?? throw new ObjectDisposedException(GetType().FullName);

    private void WriteText(FormWriter writer, PooledBytes output)
    {
        var size = _form.GetSize(writer);
        _form.Write(writer, output.GetSpan(size)[..size]);
        output.Advance(size);
    }

    private bool HasHeadersOf(FormWriter writer)
    {
        var headers = Inner.Headers;
        if (headers.Count != writer.Headers.Count)
        {
            return false;
        }

        for (var i = 0; i < headers.Count; i++)
        {
            if (!ReferenceEquals(headers.Get(i), writer.Headers[i]))
            {
                return false;
            }
        }

        return true;
    }

    private void WriteHeaders(List<MessageHeader> known, PooledBytes text, XmlDictionaryWriter writer)
    {
        var headers = Inner.Headers;
        for (var i = 0; i < headers.Count; i++)
        {
            var place = known.IndexOf(headers.Get(i));
            if (place < 0)
            {
                headers.WriteHeader(i, writer);
                continue;
            }

            using var reader = XmlDictionaryReader.CreateTextReader(text.Array, 0, text.Count, XmlDictionaryReaderQuotas.Max);
            reader.MoveToContent();
            reader.ReadStartElement();
            reader.MoveToContent();
            reader.ReadStartElement();
            reader.MoveToContent();
            for (var skipped = 0; skipped < place; skipped++)
            {
                reader.Skip();
                reader.MoveToContent();
            }

            writer.WriteNode(reader, defattr: false);
        }
    }
}
