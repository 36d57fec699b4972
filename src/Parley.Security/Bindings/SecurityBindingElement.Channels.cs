namespace Parley.Channels;

/// <summary>What the element makes of the elements below it.</summary>
public abstract partial class SecurityBindingElement
{
    /// <summary>Channels with message security cannot be built yet.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="context">The elements below, and the parameters.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context) => throw NotYet(context);

    /// <summary>Channels with message security cannot be built yet.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    /// <param name="context">The elements below, the address, and the parameters.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context) => throw NotYet(context);

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetInnerProperty<T>();
    }

    private NotSupportedException NotYet(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new NotSupportedException(
            $"The binding '{context.Binding.Name}' has a {GetType().Name}, and message security is not supported yet. Use the transport's security, and leave the element out.");
    }
}
