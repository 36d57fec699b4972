using System.Text;
using System.Xml;

namespace Parley.Channels;

/// <summary>Writes messages as XML text. WCF documentation: TextMessageEncodingBindingElement.</summary>
public sealed class TextMessageEncodingBindingElement : MessageEncodingBindingElement
{
    private readonly EncoderSettings _settings;
    private Encoding _writeEncoding;

    /// <summary>Creates the element for SOAP 1.2 with WS-Addressing 1.0, in UTF-8.</summary>
    public TextMessageEncodingBindingElement()
        : this(MessageVersion.Default, Encoding.UTF8)
    {
    }

    /// <summary>Creates the element.</summary>
    /// <param name="messageVersion">The SOAP and addressing versions.</param>
    /// <param name="writeEncoding">UTF-8, or UTF-16 of either byte order.</param>
    /// <exception cref="ArgumentException">The encoding is another.</exception>
    public TextMessageEncodingBindingElement(MessageVersion messageVersion, Encoding writeEncoding)
    {
        ArgumentNullException.ThrowIfNull(messageVersion);
        _ = XmlEncodings.NameOf(writeEncoding);
        _settings = new EncoderSettings(messageVersion);
        _writeEncoding = writeEncoding;
    }

    private TextMessageEncodingBindingElement(TextMessageEncodingBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        _settings = elementToBeCloned._settings.Clone();
        _writeEncoding = elementToBeCloned._writeEncoding;
    }

    /// <inheritdoc/>
    public override MessageVersion MessageVersion
    {
        get => _settings.MessageVersion;
        set => _settings.MessageVersion = value;
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

    /// <summary>How many XML readers are kept for reuse. 1 or more; default 64.</summary>
    public int MaxReadPoolSize
    {
        get => _settings.MaxReadPoolSize;
        set => _settings.MaxReadPoolSize = value;
    }

    /// <summary>How many XML writers are kept for reuse. 1 or more; default 16.</summary>
    public int MaxWritePoolSize
    {
        get => _settings.MaxWritePoolSize;
        set => _settings.MaxWritePoolSize = value;
    }

    /// <summary>
    /// The limits of a message's XML. Defaults: MaxDepth 32, MaxStringContentLength 8192, MaxArrayLength 16384, MaxBytesPerRead 4096,
    /// MaxNameTableCharCount 16384. Setting copies the value.
    /// </summary>
    public XmlDictionaryReaderQuotas ReaderQuotas
    {
        get => _settings.ReaderQuotas;
        set => _settings.ReaderQuotas = value;
    }

    /// <inheritdoc/>
    public override MessageEncoderFactory CreateMessageEncoderFactory() =>
        new SingleEncoderFactory(new TextMessageEncoder(_settings.Clone(), _writeEncoding));

    /// <inheritdoc/>
    public override BindingElement Clone() => new TextMessageEncodingBindingElement(this);

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class => typeof(T) == typeof(XmlDictionaryReaderQuotas) ? (T)(object)ReaderQuotas : base.GetProperty<T>(context);
}
