using Parley.Channels;

namespace Parley;

/// <summary>
/// Stands in a standard binding for what the library cannot do yet. The binding can be made, copied and looked at; to build
/// a channel from it throws, and says which settings work.
/// </summary>
internal sealed class UnsupportedBindingElement(string reason) : BindingElement, IUnsupportedBindingElement
{
    public override BindingElement Clone() => new UnsupportedBindingElement(reason);

    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetInnerProperty<T>();
    }

    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => false;

    public override bool CanBuildChannelListener<TChannel>(BindingContext context) => false;

    public override IChannelFactory<TChannel> BuildChannelFactory<TChannel>(BindingContext context) => throw Refuse();

    public override IChannelListener<TChannel> BuildChannelListener<TChannel>(BindingContext context) => throw Refuse();

    NotSupportedException IUnsupportedBindingElement.Refuse(Binding binding) => Refuse();

    private NotSupportedException Refuse() => new(reason);
}
