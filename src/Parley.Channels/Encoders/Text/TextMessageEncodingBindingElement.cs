using System.Text;

namespace Parley.Channels;

/// <summary>Writes messages as XML text. WCF documentation: TextMessageEncodingBindingElement.</summary>
public sealed class TextMessageEncodingBindingElement : XmlMessageEncodingBindingElement
{
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
        : base(messageVersion)
    {
        _ = XmlEncodings.NameOf(writeEncoding);
        _writeEncoding = writeEncoding;
    }

    private TextMessageEncodingBindingElement(TextMessageEncodingBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        _writeEncoding = elementToBeCloned._writeEncoding;
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

    /// <inheritdoc/>
    public override MessageEncoderFactory CreateMessageEncoderFactory() =>
        new SingleEncoderFactory(new TextMessageEncoder(Settings.Clone(), _writeEncoding));

    /// <inheritdoc/>
    public override BindingElement Clone() => new TextMessageEncodingBindingElement(this);
}
