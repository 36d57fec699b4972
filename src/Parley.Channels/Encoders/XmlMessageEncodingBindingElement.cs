using System.Xml;

namespace Parley.Channels;

/// <summary>What the encodings of messages as XML share, be it text or binary: the limits and the pools of readers and writers.</summary>
public abstract class XmlMessageEncodingBindingElement : MessageEncodingBindingElement
{
    private protected XmlMessageEncodingBindingElement(MessageVersion messageVersion)
    {
        ArgumentNullException.ThrowIfNull(messageVersion);
        Settings = new EncoderSettings(messageVersion);
    }

    private protected XmlMessageEncodingBindingElement(XmlMessageEncodingBindingElement elementToBeCloned)
        : base(elementToBeCloned) => Settings = elementToBeCloned.Settings.Clone();

    /// <inheritdoc/>
    public override MessageVersion MessageVersion
    {
        get => Settings.MessageVersion;
        set => Settings.MessageVersion = value;
    }

    /// <summary>How many XML readers are kept for reuse. 1 or more; default 64.</summary>
    public int MaxReadPoolSize
    {
        get => Settings.MaxReadPoolSize;
        set => Settings.MaxReadPoolSize = value;
    }

    /// <summary>How many XML writers are kept for reuse. 1 or more; default 16.</summary>
    public int MaxWritePoolSize
    {
        get => Settings.MaxWritePoolSize;
        set => Settings.MaxWritePoolSize = value;
    }

    /// <summary>
    /// The limits of a message's XML. Defaults: MaxDepth 32, MaxStringContentLength 8192, MaxArrayLength 16384, MaxBytesPerRead 4096,
    /// MaxNameTableCharCount 16384. Setting copies the value.
    /// </summary>
    public XmlDictionaryReaderQuotas ReaderQuotas
    {
        get => Settings.ReaderQuotas;
        set => Settings.ReaderQuotas = value;
    }

    private protected EncoderSettings Settings { get; }

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class => typeof(T) == typeof(XmlDictionaryReaderQuotas) ? (T)(object)ReaderQuotas : base.GetProperty<T>(context);
}
