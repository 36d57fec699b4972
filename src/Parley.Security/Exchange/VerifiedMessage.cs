using System.Xml;
using Parley.Channels;

namespace Parley.Security;

/// <summary>
/// A received message as its sender protected it: the security header is gone, headers that came encrypted stand in their places, and the
/// body is the decrypted one.
/// </summary>
internal sealed class VerifiedMessage : Message
{
    private const int MaxSizeOfHeader = int.MaxValue;

    private readonly Message _inner;
    private readonly ReceivedSecurity _security;
    private readonly XmlDictionaryReaderQuotas _quotas;
    private readonly bool _isEmpty;
    private readonly bool _isFault;
    private readonly bool _isPlain;
    private XmlDictionaryReader? _reader;

    /// <summary>Creates the message. It closes the others when it is closed.</summary>
    /// <param name="inner">The message that came.</param>
    /// <param name="security">What its security header said.</param>
    /// <param name="quotas">What may be read of a decrypted body.</param>
    public VerifiedMessage(Message inner, ReceivedSecurity security, XmlDictionaryReaderQuotas quotas)
    {
        _inner = inner;
        _security = security;
        _quotas = quotas;
        var headers = inner.Headers;
        foreach (var (index, header) in security.Headers)
        {
            using var reader = header.OpenWrapper(quotas);
            EnvelopeReader.ReplaceHeader(reader, headers, index, MaxSizeOfHeader);
        }

        headers.RemoveAt(security.HeaderIndex);
        if (security.Body is { } body)
        {
            if (inner.Version.Envelope == EnvelopeVersion.Soap12 && PlainBodyReader.IsWithin(quotas) && PlainText.IsContents(body.Content))
            {
                _isPlain = true;
                return;
            }

            using var reader = body.OpenContent(quotas);
            _isEmpty = reader.MoveToContent() == XmlNodeType.EndElement;
            _isFault = !_isEmpty && reader.IsStartElement(NbfsDictionary.Fault, inner.Version.Envelope.Namespace);
        }
        else
        {
            _isEmpty = inner.IsEmpty;
            _isFault = inner.IsFault;
        }
    }

    /// <summary>What the security header said.</summary>
    public ReceivedSecurity Security => _security;

    public override MessageHeaders Headers => _inner.Headers;

    public override MessageProperties Properties => _inner.Properties;

    public override MessageVersion Version => _inner.Version;

    public override bool IsEmpty
    {
        get
        {
            ThrowIfClosed();
            return _isEmpty;
        }
    }

    public override bool IsFault
    {
        get
        {
            ThrowIfClosed();
            return _isFault;
        }
    }

    /// <summary>Where a header stood in the envelope that came, where the security header was among the others. Valid while no header is added or removed.</summary>
    public EnvelopePart PlaceOfHeader(int index) => new(EnvelopePartKind.Header, index < _security.HeaderIndex ? index : index + 1);

    internal override bool TryGetPlainBody(out PlainBodyReader body)
    {
        if (!_isPlain || State != MessageState.Created)
        {
            body = default;
            return false;
        }

        body = PlainBodyReader.OfContents(_security.Body!.Content, _quotas);
        return true;
    }

    protected override XmlDictionaryReader OnGetReaderAtBodyContents()
    {
        if (_security.Body is not { } body)
        {
            return _inner.GetReaderAtBodyContents();
        }

        _reader = body.OpenContent(_quotas);
        _reader.MoveToContent();
        return _reader;
    }

    protected override string? OnGetBodyAttribute(string localName, string ns) => _inner.GetBodyAttribute(localName, ns);

    protected override void OnWriteStartEnvelope(XmlDictionaryWriter writer) => _inner.WriteStartEnvelope(writer);

    protected override void OnWriteStartBody(XmlDictionaryWriter writer) => _inner.WriteStartBody(writer);

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
    {
        if (_security.Body is { } body)
        {
            Write(body, _quotas, writer);
        }
        else
        {
            _inner.WriteBodyContents(writer);
        }
    }

    protected override void OnBodyToString(XmlDictionaryWriter writer)
    {
        if (_security.Body is { } body)
        {
            Write(body, XmlDictionaryReaderQuotas.Max, writer);
        }
        else
        {
            _inner.WriteBodyForPeople(writer);
        }
    }

    protected override void OnClose()
    {
        // Whoever keeps the reader is not to read what others put into the buffers afterwards.
        _reader?.Dispose();
        _inner.Close();
        _security.Dispose();
    }

    private static void Write(DecryptedFragment body, XmlDictionaryReaderQuotas quotas, XmlDictionaryWriter writer)
    {
        using var reader = body.OpenContent(quotas);
        while (!reader.EOF && reader.NodeType != XmlNodeType.EndElement)
        {
            writer.WriteNode(reader, defattr: false);
        }
    }
}
