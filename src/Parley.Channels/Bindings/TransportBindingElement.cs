using System.Xml;

namespace Parley.Channels;

/// <summary>The last element of a binding: it carries encoded messages to an address. WCF documentation: TransportBindingElement.</summary>
public abstract class TransportBindingElement : BindingElement
{
    private long _maxReceivedMessageSize = 65536;
    private long _maxBufferPoolSize = 524288;

    /// <summary>Creates the element with its defaults.</summary>
    protected TransportBindingElement()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="elementToBeCloned">The original.</param>
    protected TransportBindingElement(TransportBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        ManualAddressing = elementToBeCloned.ManualAddressing;
        _maxReceivedMessageSize = elementToBeCloned._maxReceivedMessageSize;
        _maxBufferPoolSize = elementToBeCloned._maxBufferPoolSize;
    }

    /// <summary>True when the user writes the addressing headers, and nobody else adds any. Default false.</summary>
    public virtual bool ManualAddressing { get; set; }

    /// <summary>The largest message that is taken from the wire, in bytes. 1 or more; default 65536.</summary>
    public virtual long MaxReceivedMessageSize
    {
        get => _maxReceivedMessageSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxReceivedMessageSize = value;
        }
    }

    /// <summary>How many bytes of buffers are kept for the next message. 0 or more; default 524288.</summary>
    public virtual long MaxBufferPoolSize
    {
        get => _maxBufferPoolSize;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxBufferPoolSize = value;
        }
    }

    /// <summary>The scheme of the addresses: <c>http</c>, <c>net.tcp</c> and so on.</summary>
    public abstract string Scheme { get; }

    /// <summary>True when messages are held in memory as a whole, both ways, so that they can be sent again.</summary>
    internal virtual bool IsBuffered => true;

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        if (typeof(T) == typeof(MessageVersion))
        {
            // The encoder sets the version; above it, encoders answer themselves. A transport without one has its default.
            return context.BindingParameters.Find<MessageEncodingBindingElement>()?.MessageVersion as T;
        }

        if (typeof(T) == typeof(XmlDictionaryReaderQuotas))
        {
            return context.BindingParameters.Find<MessageEncodingBindingElement>()?.GetProperty<T>(context);
        }

        return this as T;
    }
}
