using System.Diagnostics.CodeAnalysis;
using System.Xml;

namespace Parley.Channels;

/// <summary>
/// A message that came over the wire. An encoder opens a reader at the start of the document and hands it to the
/// constructor together with an owner. The constructor reads envelope and headers and stops in the body, which whoever gets
/// the message reads from that same reader. The owner is told once when message and reader are done with: when the message
/// is closed, or right away when the constructor throws.
/// </summary>
/// <remarks>
/// Addressing headers of the message's version are understood at once, without keeping their XML, unless they carry
/// attributes that SOAP does not define. All other headers are kept as XML, with the prefixes around them.
/// A version without an envelope takes the whole document as the body.
/// </remarks>
internal sealed class ReceivedMessage : HeadedMessage
{
    private readonly IncomingLease? _plainBody;
    private XmlDictionaryReader? _reader;
    private readonly EnvelopeMatch? _match;
    private EnvelopeShape? _shape;
    private readonly bool _isEmpty;
    private readonly bool _isFault;
    private IReceivedMessageOwner? _owner;
    private InfosetBuffer? _copy;
    private XmlDictionaryReader? _copyReader;

    /// <param name="reader">Stands before or on the first element.</param>
    /// <param name="version">The version that the message must have.</param>
    /// <param name="owner">Gets the reader back; null: the message closes the reader.</param>
    /// <param name="maxSizeOfHeaders">The most bytes of headers to keep in memory.</param>
    /// <param name="headers">Headers that the encoder has taken off already; null to read them.</param>
    /// <exception cref="ProtocolException">The envelope is of another version, or there are too many headers.</exception>
    /// <exception cref="XmlException">The envelope is malformed.</exception>
    /// <exception cref="MessageHeaderException">An attribute of a header is malformed.</exception>
    /// <exception cref="QuotaExceededException">The headers are larger than <paramref name="maxSizeOfHeaders"/>.</exception>
    public ReceivedMessage(XmlDictionaryReader reader, MessageVersion version, IReceivedMessageOwner? owner, int maxSizeOfHeaders, MessageHeaders? headers = null)
        : base(headers ?? new MessageHeaders(version), null)
    {
        _reader = reader;
        _owner = owner;
        try
        {
            if (version.Envelope == EnvelopeVersion.None)
            {
                reader.MoveToContent();
                _isEmpty = reader.EOF;
            }
            else
            {
                _shape = headers is null
                    ? EnvelopeReader.ReadToBody(reader, OwnHeaders, maxSizeOfHeaders, out _isEmpty)
                    : EnvelopeReader.ReadOwnEnvelopeToBody(reader, version.Envelope, out _isEmpty);
                _isFault = !_isEmpty && reader.IsStartElement(NbfsDictionary.Fault, version.Envelope.Namespace);
            }
        }
        catch (Exception e) when (MalformedInput.IsCauseOf(e))
        {
            Release();
            throw MalformedInput.Wrap(e);
        }
        catch
        {
            Release();
            throw;
        }
    }

    /// <summary>A message with a plain body, which nobody needs a reader for until he asks for it.</summary>
    internal ReceivedMessage(IncomingLease owner, MessageHeaders headers)
        : base(headers, null)
    {
        _owner = owner;
        _plainBody = owner;
    }

    /// <summary>A message whose envelope has a known form, and that nobody needs a reader for until he asks for it.</summary>
    internal ReceivedMessage(IncomingLease owner, EnvelopeMatch match)
        : base(match.Headers, null)
    {
        _owner = owner;
        _match = match;
    }

    /// <summary>A message made again from a copy.</summary>
    internal ReceivedMessage(
        InfosetBuffer body, MessageHeaders headers, MessageProperties properties, EnvelopeShape? shape, bool isEmpty, bool isFault)
        : base(headers, properties)
    {
        _copy = body;
        _reader = OpenCopy(body, headers.MessageVersion);
        _shape = shape;
        _isEmpty = isEmpty;
        _isFault = isFault;
    }

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

    private XmlDictionaryReader BodyReader => _copyReader ?? _reader ?? OpenReader();

    // What stands in the tags of a known form is read only when somebody asks for it.
    private EnvelopeShape? Shape
    {
        get
        {
            if (_match is not null && _reader is null && _copyReader is null)
            {
                OpenReader();
            }

            return _shape;
        }
    }

    internal override EnvelopeMatch? Match => _match;

    internal override bool RemembersForms => _owner?.RemembersForms is true;

    internal override void Remember(EnvelopeForm form) => _owner?.Remember(form);

    internal override bool TryGetPlainBody(out PlainBodyReader body)
    {
        if (_plainBody is null || _reader is not null || State != MessageState.Created)
        {
            body = default;
            return false;
        }

        body = _plainBody.ReadPlainBody();
        return true;
    }

    internal override XmlDictionaryReader? OpenEnvelope()
    {
        ThrowIfClosed();
        return _owner?.OpenEnvelope();
    }

    internal override bool TryGetEnvelopeText(out ArraySegment<byte> text, [NotNullWhen(true)] out XmlDictionaryReaderQuotas? quotas)
    {
        ThrowIfClosed();
        text = default;
        quotas = null;
        return _owner is not null && _owner.TryGetEnvelopeText(out text, out quotas) && quotas is not null;
    }

    protected override XmlDictionaryReader OnGetReaderAtBodyContents() => BodyReader;

    protected override string? OnGetBodyAttribute(string localName, string ns) => Shape?.Body?.GetAttribute(localName, ns);

    protected override void OnWriteStartEnvelope(XmlDictionaryWriter writer)
        => EnvelopeShape.WriteStartEnvelope(writer, OwnHeaders.MessageVersion, Shape, OwnHeaders);

    protected override void OnWriteStartHeaders(XmlDictionaryWriter writer) => EnvelopeShape.WriteStartHeader(writer, OwnHeaders.MessageVersion, Shape);

    protected override void OnWriteStartBody(XmlDictionaryWriter writer) => EnvelopeShape.WriteStartBody(writer, OwnHeaders.MessageVersion, Shape);

    protected override void OnWriteBodyContents(XmlDictionaryWriter writer)
    {
        if (_isEmpty)
        {
            return;
        }

        try
        {
            var reader = BodyReader;
            while (!reader.EOF && reader.NodeType != XmlNodeType.EndElement)
            {
                writer.WriteNode(reader, defattr: false);
            }

            while (reader.ReadState == ReadState.Interactive && reader.Read())
            {
            }
        }
        catch (Exception e) when (MalformedInput.IsCauseOf(e))
        {
            throw MalformedInput.Wrap(e);
        }
    }

    protected override MessageBuffer OnCreateBufferedCopy(int maxBufferSize)
        => new InfosetMessageBuffer(CopyBody(maxBufferSize), OwnHeaders, EnsureProperties(), _isEmpty, _isFault, Shape);

    protected override void OnBodyToString(XmlDictionaryWriter writer)
    {
        if (_isEmpty)
        {
            return;
        }

        if (_copy is null)
        {
            if (_owner is not { IsBuffered: true })
            {
                base.OnBodyToString(writer);
                return;
            }

            // The reader goes forward only: from now on the body is read from the copy.
            _copy = CopyBody(int.MaxValue);
            _copyReader = OpenCopy(_copy, OwnHeaders.MessageVersion);
        }

        using var reader = OpenCopy(_copy, OwnHeaders.MessageVersion);
        while (!reader.EOF && reader.NodeType != XmlNodeType.EndElement)
        {
            writer.WriteNode(reader, defattr: false);
        }
    }

    protected override void OnClose()
    {
        OwnProperties?.Dispose();
        Release();
    }

    private void Release()
    {
        var owner = _owner;
        _owner = null;
        if (owner is not null)
        {
            owner.Release(_reader);
        }
        else
        {
            _reader?.Close();
        }
    }

    private XmlDictionaryReader OpenReader()
    {
        if (_match is not null)
        {
            _reader = _owner?.OpenEnvelope() ?? throw new ObjectDisposedException(GetType().FullName);
            _shape = EnvelopeReader.ReadToBody(_reader, new MessageHeaders(OwnHeaders.MessageVersion), int.MaxValue, out _);
            return _reader;
        }

        _reader = _plainBody!.OpenReader();
        EnvelopeReader.ReadOwnEnvelopeToBody(_reader, OwnHeaders.MessageVersion.Envelope, out _);
        return _reader;
    }
}
