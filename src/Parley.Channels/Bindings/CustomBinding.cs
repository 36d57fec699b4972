namespace Parley.Channels;

/// <summary>A binding of the elements that its user chooses. WCF documentation: CustomBinding.</summary>
public class CustomBinding : Binding
{
    /// <summary>Creates a binding without elements.</summary>
    public CustomBinding()
    {
    }

    /// <summary>Creates a binding of elements, the transport last.</summary>
    /// <param name="bindingElementsInTopDownChannelStackOrder">The elements.</param>
    public CustomBinding(params BindingElement[] bindingElementsInTopDownChannelStackOrder)
        : this((IEnumerable<BindingElement>)bindingElementsInTopDownChannelStackOrder)
    {
    }

    /// <summary>Creates a binding of elements, the transport last.</summary>
    /// <param name="bindingElementsInTopDownChannelStackOrder">The elements.</param>
    public CustomBinding(IEnumerable<BindingElement> bindingElementsInTopDownChannelStackOrder)
    {
        ArgumentNullException.ThrowIfNull(bindingElementsInTopDownChannelStackOrder);
        foreach (var element in bindingElementsInTopDownChannelStackOrder)
        {
            Elements.Add(element);
        }
    }

    /// <summary>Creates a named binding of elements.</summary>
    /// <param name="name">The name.</param>
    /// <param name="ns">The namespace.</param>
    /// <param name="bindingElementsInTopDownChannelStackOrder">The elements.</param>
    public CustomBinding(string name, string ns, params BindingElement[] bindingElementsInTopDownChannelStackOrder)
        : this((IEnumerable<BindingElement>)bindingElementsInTopDownChannelStackOrder)
    {
        Name = name;
        Namespace = ns;
    }

    /// <summary>Creates a binding from another's elements, name and timeouts, to change them.</summary>
    /// <param name="binding">The other binding.</param>
    public CustomBinding(Binding binding)
        : this((binding ?? throw new ArgumentNullException(nameof(binding))).CreateBindingElements())
    {
        Name = binding.Name;
        Namespace = binding.Namespace;
        OpenTimeout = binding.OpenTimeout;
        CloseTimeout = binding.CloseTimeout;
        SendTimeout = binding.SendTimeout;
        ReceiveTimeout = binding.ReceiveTimeout;
    }

    /// <summary>The elements, the one nearest to the service first, the transport last.</summary>
    public BindingElementCollection Elements { get; } = [];

    /// <inheritdoc/>
    /// <remarks>Empty while there is no transport.</remarks>
    public override string Scheme => Elements.Find<TransportBindingElement>()?.Scheme ?? string.Empty;

    /// <inheritdoc/>
    public override BindingElementCollection CreateBindingElements() => Elements.Clone();
}
