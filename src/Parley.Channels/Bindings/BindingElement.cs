namespace Parley.Channels;

/// <summary>
/// One protocol, encoding or transport of a binding: it makes its channel factory or listener over those that the elements
/// below it make. WCF documentation: BindingElement.
/// </summary>
public abstract class BindingElement
{
    /// <summary>Creates an element.</summary>
    protected BindingElement()
    {
    }

    /// <summary>Creates a copy of an element.</summary>
    /// <param name="elementToBeCloned">The original.</param>
    protected BindingElement(BindingElement elementToBeCloned)
    {
        ArgumentNullException.ThrowIfNull(elementToBeCloned);
    }

    /// <summary>Makes a copy of the element with its settings.</summary>
    public abstract BindingElement Clone();

    /// <summary>Makes a client's channel factory. By default: whatever the elements below make.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="context">The elements below, and the parameters.</param>
    public virtual IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.BuildInnerChannelFactory<TChannel>();
    }

    /// <summary>Makes a service's channel listener. By default: whatever the elements below make.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="context">The elements below, the address, and the parameters.</param>
    public virtual IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context)
        where TChannel : class, IChannel
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.BuildInnerChannelListener<TChannel>();
    }

    /// <summary>Tells whether a factory of the shape can be made. By default: whether the elements below can.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="context">The elements below, and the parameters.</param>
    public virtual bool CanBuildChannelFactory<TChannel>(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.CanBuildInnerChannelFactory<TChannel>();
    }

    /// <summary>Tells whether a listener of the shape can be made. By default: whether the elements below can.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="context">The elements below, and the parameters.</param>
    public virtual bool CanBuildChannelListener<TChannel>(BindingContext context)
        where TChannel : class, IChannel
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.CanBuildInnerChannelListener<TChannel>();
    }

    /// <summary>Answers a question of the elements above, or passes it down with <see cref="BindingContext.GetInnerProperty{T}"/>.</summary>
    /// <typeparam name="T">What is wanted.</typeparam>
    /// <param name="context">The elements below, and the parameters.</param>
    /// <returns>The answer; null when nobody knows it.</returns>
    public abstract T? GetProperty<T>(BindingContext context)
        where T : class;
}
