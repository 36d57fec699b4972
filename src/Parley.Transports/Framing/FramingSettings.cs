namespace Parley.Channels.Framing;

/// <summary>What a factory or a listener knows that its channels need.</summary>
internal sealed class FramingSettings
{
    public FramingSettings(ConnectionOrientedTransportBindingElement element, BindingContext context)
    {
        EncoderFactory = (context.BindingParameters.Find<MessageEncodingBindingElement>() ?? CreateDefaultEncoding()).CreateMessageEncoderFactory();
        MaxReceivedMessageSize = element.MaxReceivedMessageSize;
        MaxBufferSize = element.MaxBufferSize;
        ConnectionBufferSize = Math.Min(element.ConnectionBufferSize, 64 * 1024);
        ManualAddressing = element.ManualAddressing;
        TransferMode = element.TransferMode;

        // Tests bring buffers that they can count, and a clock of their own.
        Buffers = context.BindingParameters.Find<BufferManager>()
            ?? BufferManager.CreateBufferManager(element.MaxBufferPoolSize, Math.Max(element.MaxBufferSize, ConnectionBufferSize));
        TimeProvider = context.BindingParameters.Find<TimeProvider>() ?? TimeProvider.System;
    }

    public MessageEncoderFactory EncoderFactory { get; }

    public BufferManager Buffers { get; }

    public TimeProvider TimeProvider { get; }

    public long MaxReceivedMessageSize { get; }

    public int MaxBufferSize { get; }

    public int ConnectionBufferSize { get; }

    public bool ManualAddressing { get; }

    public TransferMode TransferMode { get; }

    public MessageVersion MessageVersion => EncoderFactory.MessageVersion;

    /// <summary>Streamed requests are read as they come; otherwise they are held in memory as a whole.</summary>
    public bool StreamsRequests => TransferMode is TransferMode.Streamed or TransferMode.StreamedRequest;

    /// <summary>Streamed replies are read as they come; otherwise they are held in memory as a whole.</summary>
    public bool StreamsReplies => TransferMode is TransferMode.Streamed or TransferMode.StreamedResponse;

    /// <summary>The encoding of a binding that names none: binary, as in WCF.</summary>
    public static MessageEncodingBindingElement CreateDefaultEncoding() => new BinaryMessageEncodingBindingElement();

    /// <summary>Puts the address of the other side on a message that has none.</summary>
    public void Address(Message message, EndpointAddress to)
    {
        if (!ManualAddressing && message.AddressingHeaders.To is null && message.Version.Addressing != AddressingVersion.None)
        {
            to.ApplyTo(message);
        }
    }

    /// <summary>A message is larger than this side allows.</summary>
    public CommunicationException TooLarge(long size)
    {
        // A message that is held as a whole has two limits.
        var (name, limit) = size > MaxReceivedMessageSize ? (nameof(MaxReceivedMessageSize), MaxReceivedMessageSize) : (nameof(MaxBufferSize), MaxBufferSize);
        var inner = new QuotaExceededException(
            $"A message of {size} bytes is larger than {name}, which is {limit}. Raise it on the binding of this side, or let the other side send less.");
        return new CommunicationException(inner.Message, inner);
    }
}
