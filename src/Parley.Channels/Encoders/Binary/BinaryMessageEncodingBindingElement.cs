namespace Parley.Channels;

/// <summary>
/// Writes messages as binary XML with SOAP's dictionary, [MC-NBFS]; on a connection also with a dictionary of the connection's own,
/// [MC-NBFSE]. WCF documentation: BinaryMessageEncodingBindingElement.
/// </summary>
public sealed class BinaryMessageEncodingBindingElement : XmlMessageEncodingBindingElement
{
    private int _maxSessionSize = 2048;
    private CompressionFormat _compressionFormat;

    // The transport's limit, for messages that grow when they are decompressed. Its default until a transport is known.
    private long _maxReceivedMessageSize = 65536;

    /// <summary>Creates the element for SOAP 1.2 with WS-Addressing 1.0.</summary>
    public BinaryMessageEncodingBindingElement()
        : base(MessageVersion.Default)
    {
    }

    private BinaryMessageEncodingBindingElement(BinaryMessageEncodingBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        _maxSessionSize = elementToBeCloned._maxSessionSize;
        _compressionFormat = elementToBeCloned._compressionFormat;
        _maxReceivedMessageSize = elementToBeCloned._maxReceivedMessageSize;
    }

    /// <summary>The addressing version of the messages; their SOAP version is always 1.2.</summary>
    /// <exception cref="InvalidOperationException">The value has another SOAP version.</exception>
    public override MessageVersion MessageVersion
    {
        get => base.MessageVersion;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.Envelope != EnvelopeVersion.Soap12)
            {
                throw new InvalidOperationException(
                    $"The binary encoding writes SOAP 1.2 only, not {value}. Choose a SOAP 1.2 version, or a text encoding.");
            }

            base.MessageVersion = value;
        }
    }

    /// <summary>
    /// The most bytes of strings in the dictionary of a connection, each way, their lengths included. 0 or more; default 2048. What a
    /// sender has no room for it writes literally; a sender that exceeds its receiver's limit loses the connection.
    /// </summary>
    public int MaxSessionSize
    {
        get => _maxSessionSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxSessionSize = value;
        }
    }

    /// <summary>How messages are compressed; both sides have to say the same. Default <see cref="CompressionFormat.None"/>.</summary>
    public CompressionFormat CompressionFormat
    {
        get => _compressionFormat;
        set => _compressionFormat = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <inheritdoc/>
    public override MessageEncoderFactory CreateMessageEncoderFactory() =>
        new BinaryMessageEncoderFactory(Settings.Clone(), _compressionFormat, _maxSessionSize, _maxReceivedMessageSize);

    /// <inheritdoc/>
    public override BindingElement Clone() => new BinaryMessageEncodingBindingElement(this);

    internal override void UseTransport(TransportBindingElement transport) =>
        _maxReceivedMessageSize = transport.MaxReceivedMessageSize;
}
