using System.Xml;

namespace Parley.Channels;

/// <summary>What a received message uses until it is closed: its buffer or stream, and a reader of the encoder's.</summary>
internal sealed class IncomingLease : IReceivedMessageOwner
{
    private readonly BufferManager? _bufferManager;
    private byte[]? _buffer;
    private byte[]? _secondBuffer;
    private Stream? _stream;
    private BoundedPool<XmlDictionaryReader>? _pool;
    private XmlDictionaryReader? _pooled;
    private XmlDictionaryReader? _reader;
    private XmlMessageEncoder? _encoder;
    private ArraySegment<byte> _document;
    private XmlBinaryReaderSession? _names;
    private int _body;
    private XmlMessageEncoder? _envelopeEncoder;
    private ArraySegment<byte> _envelope;
    private object? _envelopeForm;
    private XmlDictionaryReader? _envelopeReader;
    private LongTexts? _longTexts;
    private ArraySegment<byte> _rest;
    private bool _returned;

    public IncomingLease(BufferManager bufferManager, byte[] buffer)
    {
        _bufferManager = bufferManager;
        _buffer = buffer;
    }

    public IncomingLease(Stream stream) => _stream = stream;

    /// <summary>The reader of the whole message.</summary>
    public XmlDictionaryReader Reader => _reader ?? throw new InvalidOperationException("The message has no reader yet.");

    /// <summary>The headers, where the encoder has taken them off the message already; else null.</summary>
    public MessageHeaders? Headers { get; set; }

    /// <summary>What the encoder knows of an envelope that has a known form, and that no reader is open for; else null.</summary>
    public EnvelopeMatch? Match { get; set; }

    /// <summary>True when the body is a plain one, and no reader is open until somebody asks for one.</summary>
    public bool HasPlainBody => _encoder is not null;

    /// <summary>False until the message has been made: after an error on the way nobody knows the reader's state.</summary>
    public bool MessageIsSound { get; set; }

    /// <summary>True when the message is in a buffer, false when it comes from a stream.</summary>
    public bool IsBuffered => _buffer is not null;

    /// <summary>Puts off the opening of a reader: the body is a plain one, which is most often read without.</summary>
    /// <param name="encoder">Opens the reader when it is needed.</param>
    /// <param name="document">The message, without its headers.</param>
    /// <param name="body">Where the plain body begins in it.</param>
    /// <param name="names">The dictionary of binary XML; null for text.</param>
    public void UsePlainBody(XmlMessageEncoder encoder, ArraySegment<byte> document, int body, XmlBinaryReaderSession? names)
    {
        _encoder = encoder;
        _document = document;
        _body = body;
        _names = names;
    }

    /// <summary>The plain body.</summary>
    public PlainBodyReader ReadPlainBody() => new(_document.AsSpan(_body), _names, _encoder!.ReaderQuotas);

    /// <summary>Opens the reader of a message with a plain body after all.</summary>
    public XmlDictionaryReader OpenReader()
    {
        _encoder!.OpenReader(this, _document, _names);
        return Reader;
    }

    /// <summary>Keeps the message as it came, so that its envelope can be read again.</summary>
    /// <param name="encoder">Opens readers over it.</param>
    /// <param name="message">The bytes, which stay as they are until the message is closed.</param>
    /// <param name="form">What the encoder has to know of them; as it gave it.</param>
    public void KeepEnvelope(XmlMessageEncoder encoder, ArraySegment<byte> message, object? form)
    {
        _envelopeEncoder = encoder;
        _envelope = message;
        _envelopeForm = form;
    }

    /// <inheritdoc/>
    public bool RemembersForms => _envelopeEncoder?.RemembersForms is true;

    /// <inheritdoc/>
    public void Remember(EnvelopeForm form) => _envelopeEncoder?.Remember(form);

    /// <inheritdoc/>
    public XmlDictionaryReader? OpenEnvelope()
    {
        if (_envelopeEncoder is null)
        {
            return null;
        }

        var reader = _envelopeEncoder.OpenEnvelope(this, _envelope, _envelopeForm);
        reader.MoveToContent();
        return reader;
    }

    /// <inheritdoc/>
    public bool TryGetEnvelopeText(out ArraySegment<byte> text, out XmlDictionaryReaderQuotas? quotas)
    {
        text = _envelope;
        quotas = _envelopeEncoder?.ReaderQuotas;
        return _envelopeEncoder is TextMessageEncoder && _envelopeForm == XmlEncodings.Utf8;
    }

    /// <summary>The message without its long texts, and the texts, where they were taken out of it already. Null when they were not.</summary>
    public LongTexts? FindLongTexts(out ArraySegment<byte> rest)
    {
        rest = _rest;
        return _longTexts;
    }

    /// <summary>A reader for the envelope that was closed, or comes from the pool. Null to make one, and hand it over.</summary>
    public XmlDictionaryReader? TakeEnvelopeReader(BoundedPool<XmlDictionaryReader> pool)
    {
        if (_envelopeReader is null)
        {
            _pool ??= pool;
            return _envelopeReader = pool.Take();
        }

        return _envelopeReader.ReadState == ReadState.Closed ? _envelopeReader : null;
    }

    /// <summary>Takes charge of a reader of the envelope that was made.</summary>
    public void UseEnvelopeReader(XmlDictionaryReader reader) => _envelopeReader ??= reader;

    /// <summary>Takes charge of a reader from a pool.</summary>
    public void Use(XmlDictionaryReader reader, BoundedPool<XmlDictionaryReader> pool)
    {
        _reader = _pooled = reader;
        _pool = pool;
    }

    /// <summary>Puts a reader over the one in charge.</summary>
    public void Wrap(XmlDictionaryReader reader) => _reader = reader;

    /// <summary>Takes the long texts out of an XML document in the buffer. Null when it has none, or is in a stream.</summary>
    public LongTexts? TakeOutLongTexts(ref ArraySegment<byte> xml)
    {
        if (_bufferManager is null || LongTexts.Find(xml) is not { } texts)
        {
            return null;
        }

        var size = texts.SizeOfRest(xml);
        _secondBuffer = _bufferManager.TakeBuffer(size);
        texts.CopyRest(xml, _secondBuffer);
        xml = _rest = new ArraySegment<byte>(_secondBuffer, 0, size);
        return _longTexts = texts;
    }

    /// <summary>Decompresses the message into another buffer and gives the first one back.</summary>
    public ArraySegment<byte> Exchange(MessageCompression compression, ArraySegment<byte> message)
    {
        var decompressed = compression.Decompress(message, _bufferManager!);
        _bufferManager!.ReturnBuffer(_buffer!);
        _buffer = decompressed.Array;
        return decompressed;
    }

    /// <summary>Decompresses the message as it is read.</summary>
    public Stream Exchange(MessageCompression compression, Stream message) => _stream = compression.Decompress(message);

    /// <summary>Gives everything back, once. The reader goes to its pool.</summary>
    public void Release(XmlDictionaryReader? reader) => Return(keepReader: MessageIsSound);

    /// <summary>Gives everything back, once, but the reader.</summary>
    public void Discard() => Return(keepReader: false);

    private void Return(bool keepReader)
    {
        if (Interlocked.Exchange(ref _returned, true))
        {
            return;
        }

        _reader?.Close();
        if (keepReader && _pooled is not null)
        {
            _pool!.Return(_pooled);
        }

        if (_envelopeReader is not null)
        {
            _envelopeReader.Close();
            if (keepReader)
            {
                _pool!.Return(_envelopeReader);
            }
        }

        _reader = _pooled = _envelopeReader = null;
        _stream?.Dispose();
        if (_secondBuffer is not null)
        {
            _bufferManager!.ReturnBuffer(_secondBuffer);
        }

        if (_buffer is not null)
        {
            _bufferManager!.ReturnBuffer(_buffer);
        }
    }
}
