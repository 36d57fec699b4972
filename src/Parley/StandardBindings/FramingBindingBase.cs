using System.Xml;
using Parley.Channels;

namespace Parley;

/// <summary>What the bindings over framed connections share: SOAP 1.2, WS-Addressing 1.0, binary encoding, a session for each connection.</summary>
public abstract class FramingBindingBase : Binding, IBindingRuntimePreferences
{
    private int? _maxBufferSize;

    private protected FramingBindingBase()
    {
    }

    /// <summary>The version of SOAP: 1.2.</summary>
    public EnvelopeVersion EnvelopeVersion { get; } = EnvelopeVersion.Soap12;

    /// <summary>How many bytes of buffers are kept for the next message. 0 or more; default 524288.</summary>
    public long MaxBufferPoolSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 524288;

    /// <summary>The largest message, or with streaming the largest head of one, that is held in memory, in bytes. Default:
    /// <see cref="MaxReceivedMessageSize"/>, which it must equal where messages are not streamed; with streaming at most 65536.</summary>
    public int MaxBufferSize
    {
        get => _maxBufferSize ?? (int)Math.Min(MaxReceivedMessageSize, TransferMode == TransferMode.Buffered ? int.MaxValue : 65536);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _maxBufferSize = value;
        }
    }

    /// <summary>The largest message that is taken from the wire, in bytes. Default 65536.</summary>
    public long MaxReceivedMessageSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 65536;

    /// <summary>The limits of one message's XML.</summary>
    public XmlDictionaryReaderQuotas ReaderQuotas
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.CopyTo(field);
        }
    } = new();

    /// <summary>Whether messages are held in memory, in a session, or streamed, without one. Default Buffered.</summary>
    public TransferMode TransferMode
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(TransferMode));
    }

    bool IBindingRuntimePreferences.ReceiveSynchronously => false;

    /// <inheritdoc/>
    public override BindingElementCollection CreateBindingElements()
    {
        var elements = new BindingElementCollection();
        AddProtocolElements(elements);
        var encoding = new BinaryMessageEncodingBindingElement();
        ReaderQuotas.CopyTo(encoding.ReaderQuotas);
        elements.Add(encoding);
        if (CreateStreamSecurityElement() is { } security)
        {
            elements.Add(security);
        }

        var transport = CreateTransport();
        transport.MaxBufferPoolSize = MaxBufferPoolSize;
        transport.MaxReceivedMessageSize = MaxReceivedMessageSize;
        transport.TransferMode = TransferMode;
        if (_maxBufferSize is { } maxBufferSize)
        {
            // What is not set stays so: it follows the other settings of the element, which a custom binding may change.
            transport.MaxBufferSize = maxBufferSize;
        }

        elements.Add(transport);
        return elements;
    }

    private protected virtual void AddProtocolElements(BindingElementCollection elements)
    {
    }

    private protected abstract BindingElement? CreateStreamSecurityElement();

    private protected abstract ConnectionOrientedTransportBindingElement CreateTransport();
}
