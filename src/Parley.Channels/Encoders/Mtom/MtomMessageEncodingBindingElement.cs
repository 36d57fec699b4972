using System.Text;

namespace Parley.Channels;

/// <summary>
/// Writes messages as XML text with large binary content beside it, in MIME parts (SOAP Message Transmission Optimization Mechanism).
/// WCF documentation: MtomMessageEncodingBindingElement.
/// </summary>
public sealed class MtomMessageEncodingBindingElement : XmlMessageEncodingBindingElement
{
    private Encoding _writeEncoding;
    private int _maxBufferSize = 65536;

    /// <summary>Creates the element for SOAP 1.2 with WS-Addressing 1.0, in UTF-8.</summary>
    public MtomMessageEncodingBindingElement()
        : this(MessageVersion.Default, Encoding.UTF8)
    {
    }

    /// <summary>Creates the element.</summary>
    /// <param name="messageVersion">The SOAP and addressing versions; not <see cref="MessageVersion.None"/>.</param>
    /// <param name="writeEncoding">UTF-8, or UTF-16 of either byte order.</param>
    /// <exception cref="ArgumentException">The encoding is another, or there is no SOAP envelope.</exception>
    public MtomMessageEncodingBindingElement(MessageVersion messageVersion, Encoding writeEncoding)
        : base(messageVersion)
    {
        ThrowIfNone(messageVersion, nameof(messageVersion));
        _ = XmlEncodings.NameOf(writeEncoding);
        _writeEncoding = writeEncoding;
    }

    private MtomMessageEncodingBindingElement(MtomMessageEncodingBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        _writeEncoding = elementToBeCloned._writeEncoding;
        _maxBufferSize = elementToBeCloned._maxBufferSize;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The value is <see cref="MessageVersion.None"/>.</exception>
    public override MessageVersion MessageVersion
    {
        get => base.MessageVersion;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfNone(value, nameof(value));
            base.MessageVersion = value;
        }
    }

    /// <summary>The encoding that is written: UTF-8 (the default), or UTF-16 of either byte order. All three are read.</summary>
    /// <exception cref="ArgumentException">The value is another encoding.</exception>
    public Encoding WriteEncoding
    {
        get => _writeEncoding;
        set
        {
            _ = XmlEncodings.NameOf(value);
            _writeEncoding = value;
        }
    }

    /// <summary>
    /// The most bytes that are buffered to read one message beside the message's own buffer: MIME headers, and in streamed transfer
    /// parts that come before they are used. 1 or more; default 65536.
    /// </summary>
    public int MaxBufferSize
    {
        get => _maxBufferSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxBufferSize = value;
        }
    }

    /// <inheritdoc/>
    public override MessageEncoderFactory CreateMessageEncoderFactory() =>
        new SingleEncoderFactory(new MtomMessageEncoder(Settings.Clone(), _writeEncoding, _maxBufferSize));

    /// <inheritdoc/>
    public override BindingElement Clone() => new MtomMessageEncodingBindingElement(this);

    private static void ThrowIfNone(MessageVersion version, string parameter)
    {
        if (version.Envelope == EnvelopeVersion.None)
        {
            throw new ArgumentException("MTOM needs a SOAP envelope: choose a SOAP version, or the text encoding.", parameter);
        }
    }
}
