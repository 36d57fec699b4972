using System.Xml;

namespace Parley.Channels;

/// <summary>What every encoding's binding element lets its user set.</summary>
internal sealed class EncoderSettings
{
    private MessageVersion _messageVersion;
    private int _maxReadPoolSize = 64;
    private int _maxWritePoolSize = 16;
    private XmlDictionaryReaderQuotas _readerQuotas = CreateDefaultQuotas();

    public EncoderSettings(MessageVersion messageVersion) => _messageVersion = messageVersion;

    public MessageVersion MessageVersion
    {
        get => _messageVersion;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _messageVersion = value;
        }
    }

    public int MaxReadPoolSize
    {
        get => _maxReadPoolSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxReadPoolSize = value;
        }
    }

    public int MaxWritePoolSize
    {
        get => _maxWritePoolSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxWritePoolSize = value;
        }
    }

    public XmlDictionaryReaderQuotas ReaderQuotas
    {
        get => _readerQuotas;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            var copy = new XmlDictionaryReaderQuotas();
            value.CopyTo(copy);
            _readerQuotas = copy;
        }
    }

    public EncoderSettings Clone() => new(_messageVersion)
    {
        _maxReadPoolSize = _maxReadPoolSize,
        _maxWritePoolSize = _maxWritePoolSize,
        ReaderQuotas = _readerQuotas,
    };

    private static XmlDictionaryReaderQuotas CreateDefaultQuotas() => new()
    {
        MaxDepth = 32,
        MaxStringContentLength = 8192,
        MaxArrayLength = 16384,
        MaxBytesPerRead = 4096,
        MaxNameTableCharCount = 16384,
    };
}
