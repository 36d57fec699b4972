namespace Parley.Channels;

/// <summary>A message that holds its headers and properties itself.</summary>
internal abstract class HeadedMessage(MessageHeaders headers, MessageProperties? properties) : Message
{
    private MessageHeaders _headers = headers;
    private MessageProperties? _properties = properties;

    public sealed override MessageHeaders Headers
    {
        get
        {
            ThrowIfClosed();
            return OwnHeaders;
        }
    }

    public sealed override MessageProperties Properties
    {
        get
        {
            ThrowIfClosed();
            return EnsureProperties();
        }
    }

    public sealed override MessageVersion Version
    {
        get
        {
            ThrowIfClosed();
            return _headers.MessageVersion;
        }
    }

    /// <summary>The headers, of a closed message too.</summary>
    protected virtual MessageHeaders OwnHeaders => _headers;

    /// <summary>The headers that the message has itself.</summary>
    private protected MessageHeaders HeldHeaders
    {
        get => _headers;
        set => _headers = value;
    }

    /// <summary>The properties, of a closed message too; null when it never had any.</summary>
    protected MessageProperties? OwnProperties => _properties;

    /// <summary>The properties, made when there are none.</summary>
    protected MessageProperties EnsureProperties() => _properties ??= new MessageProperties();
}
