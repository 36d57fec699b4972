namespace Parley.Channels;

/// <summary>
/// An element that changes the bytes of a connection below framing, such as TLS. It makes no channels: the transport below finds it
/// among the binding parameters. WCF documentation: StreamUpgradeBindingElement.
/// </summary>
public abstract class StreamUpgradeBindingElement : BindingElement
{
    /// <summary>Creates the element.</summary>
    protected StreamUpgradeBindingElement()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="elementToBeCloned">What to copy.</param>
    protected StreamUpgradeBindingElement(StreamUpgradeBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
    }

    /// <summary>Makes the client's half.</summary>
    /// <param name="context">Where the element stands in its binding.</param>
    public abstract StreamUpgradeProvider BuildClientStreamUpgradeProvider(BindingContext context);

    /// <summary>Makes the service's half.</summary>
    /// <param name="context">Where the element stands in its binding.</param>
    public abstract StreamUpgradeProvider BuildServerStreamUpgradeProvider(BindingContext context);

    /// <inheritdoc/>
    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context) =>
        AddToParameters(context).BuildInnerChannelFactory<TChannel>();

    /// <inheritdoc/>
    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) =>
        AddToParameters(context).CanBuildInnerChannelFactory<TChannel>();

    /// <inheritdoc/>
    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context) =>
        AddToParameters(context).BuildInnerChannelListener<TChannel>();

    /// <inheritdoc/>
    public override bool CanBuildChannelListener<TChannel>(BindingContext context) =>
        AddToParameters(context).CanBuildInnerChannelListener<TChannel>();

    /// <summary>The one upgrade of a binding; null when it has none.</summary>
    internal static StreamUpgradeBindingElement? Find(BindingContext context)
    {
        var found = context.BindingParameters.FindAll<StreamUpgradeBindingElement>();
        return found.Count <= 1
            ? found.FirstOrDefault()
            : throw new InvalidOperationException(
                $"The binding '{context.Binding.Name}' has {found.Count} stream upgrades: {string.Join(", ", found.Select(element => element.GetType().Name))}. Leave one.");
    }

    private BindingContext AddToParameters(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.BindingParameters.Add(this);
        return context;
    }
}
