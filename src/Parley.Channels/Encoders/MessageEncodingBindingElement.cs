using System.Xml;

namespace Parley.Channels;

/// <summary>
/// The element of a binding that says how messages become bytes. It makes no channels: the transport below finds it among the
/// parameters of the <see cref="BindingContext"/>. WCF documentation: MessageEncodingBindingElement.
/// </summary>
public abstract class MessageEncodingBindingElement : BindingElement
{
    /// <summary>Creates the element.</summary>
    protected MessageEncodingBindingElement()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="elementToBeCloned">The original.</param>
    protected MessageEncodingBindingElement(MessageEncodingBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
    }

    /// <summary>The SOAP and addressing versions of the messages.</summary>
    public abstract MessageVersion MessageVersion { get; set; }

    /// <summary>Makes the factory of the encoders.</summary>
    public abstract MessageEncoderFactory CreateMessageEncoderFactory();

    /// <inheritdoc/>
    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        AddToParameters(context);
        return context.BuildInnerChannelFactory<TChannel>();
    }

    /// <inheritdoc/>
    public override bool CanBuildChannelFactory<TChannel>(BindingContext context)
    {
        AddToParameters(context);
        return context.CanBuildInnerChannelFactory<TChannel>();
    }

    /// <inheritdoc/>
    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context)
    {
        AddToParameters(context);
        return context.BuildInnerChannelListener<TChannel>();
    }

    /// <inheritdoc/>
    public override bool CanBuildChannelListener<TChannel>(BindingContext context)
    {
        AddToParameters(context);
        return context.CanBuildInnerChannelListener<TChannel>();
    }

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        if (typeof(T) == typeof(MessageVersion))
        {
            return (T)(object)MessageVersion;
        }

        return context.GetInnerProperty<T>();
    }

    // The binding's transport, of whose limits an encoder may have to know.
    internal virtual void UseTransport(TransportBindingElement transport)
    {
    }

    private void AddToParameters(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.BindingParameters.Find<MessageEncodingBindingElement>() is { } other)
        {
            if (other == this)
            {
                return;
            }

            throw new InvalidOperationException(
                $"The binding '{context.Binding.Name}' has two message encodings: {other.GetType().Name} and {GetType().Name}. Leave one out.");
        }

        if (context.RemainingBindingElements.Find<TransportBindingElement>() is { } transport)
        {
            UseTransport(transport);
        }

        context.BindingParameters.Add(this);
    }
}
