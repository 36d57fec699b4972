namespace Parley.Channels;

/// <summary>
/// A binding on its way to becoming a factory or a listener: each element takes its turn and sees those below it in
/// <see cref="RemainingBindingElements"/>. WCF documentation: BindingContext.
/// </summary>
public class BindingContext
{
    /// <summary>Creates the context of a factory.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="parameters">What the elements may need beside their settings; copied.</param>
    public BindingContext(CustomBinding binding, BindingParameterCollection parameters)
        : this(binding, parameters, null, string.Empty)
    {
    }

    /// <summary>Creates the context of a listener.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="parameters">What the elements may need beside their settings; copied.</param>
    /// <param name="listenUriBaseAddress">The base address to listen at.</param>
    /// <param name="listenUriRelativeAddress">What is appended to it; empty for nothing.</param>
    public BindingContext(
        CustomBinding binding, BindingParameterCollection parameters, Uri? listenUriBaseAddress, string listenUriRelativeAddress)
        : this(
            binding ?? throw new ArgumentNullException(nameof(binding)),
            binding.CreateBindingElements(),
            new BindingParameterCollection(parameters ?? throw new ArgumentNullException(nameof(parameters))),
            listenUriBaseAddress,
            listenUriRelativeAddress)
    {
    }

    private BindingContext(
        CustomBinding binding,
        BindingElementCollection remaining,
        BindingParameterCollection parameters,
        Uri? listenUriBaseAddress,
        string listenUriRelativeAddress)
    {
        Binding = binding;
        RemainingBindingElements = remaining;
        BindingParameters = parameters;
        ListenUriBaseAddress = listenUriBaseAddress;
        ListenUriRelativeAddress = listenUriRelativeAddress;
    }

    /// <summary>The whole binding.</summary>
    public CustomBinding Binding { get; }

    /// <summary>What the elements may need beside their settings.</summary>
    public BindingParameterCollection BindingParameters { get; }

    /// <summary>The base address of a listener; null for a factory.</summary>
    public Uri? ListenUriBaseAddress { get; set; }

    /// <summary>What is appended to the base address.</summary>
    public string ListenUriRelativeAddress { get; set; }

    /// <summary>The elements that have not had their turn yet.</summary>
    public BindingElementCollection RemainingBindingElements { get; }

    /// <summary>The address to listen at: base and relative address together.</summary>
    /// <exception cref="InvalidOperationException">There is no base address: this context makes a factory.</exception>
    public Uri ListenUri
    {
        get
        {
            var baseAddress = ListenUriBaseAddress
                ?? throw new InvalidOperationException("There is no address to listen at. Give one to BuildChannelListener.");
            if (string.IsNullOrEmpty(ListenUriRelativeAddress))
            {
                return baseAddress;
            }

            var builder = new UriBuilder(baseAddress);
            builder.Path = builder.Path.TrimEnd('/') + "/" + ListenUriRelativeAddress.TrimStart('/');
            return builder.Uri;
        }
    }

    /// <summary>Lets the elements below make a factory.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    public IChannelFactory<TChannel> BuildInnerChannelFactory<TChannel>() => TakeNext().BuildChannelFactory<TChannel>(this);

    /// <summary>Lets the elements below make a listener.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    public IChannelListener<TChannel> BuildInnerChannelListener<TChannel>()
        where TChannel : class, IChannel => TakeNext().BuildChannelListener<TChannel>(this);

    /// <summary>Tells whether the elements below can make a factory. Leaves this context as it is.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    public bool CanBuildInnerChannelFactory<TChannel>()
    {
        var clone = Clone();
        return clone.RemainingBindingElements.Count > 0 && clone.TakeNext().CanBuildChannelFactory<TChannel>(clone);
    }

    /// <summary>Tells whether the elements below can make a listener. Leaves this context as it is.</summary>
    /// <typeparam name="TChannel">The shape.</typeparam>
    public bool CanBuildInnerChannelListener<TChannel>()
        where TChannel : class, IChannel
    {
        var clone = Clone();
        return clone.RemainingBindingElements.Count > 0 && clone.TakeNext().CanBuildChannelListener<TChannel>(clone);
    }

    /// <summary>Asks the elements below for something that they offer. Leaves this context as it is.</summary>
    /// <typeparam name="T">What is wanted.</typeparam>
    /// <returns>The answer; null when nobody knows it.</returns>
    public T? GetInnerProperty<T>()
        where T : class
    {
        if (RemainingBindingElements.Count == 0)
        {
            return null;
        }

        var clone = Clone();
        return clone.TakeNext().GetProperty<T>(clone);
    }

    /// <summary>Makes a copy that elements can consume without touching this one.</summary>
    public BindingContext Clone() =>
        new(
            Binding,
            RemainingBindingElements.Clone(),
            new BindingParameterCollection(BindingParameters),
            ListenUriBaseAddress,
            ListenUriRelativeAddress);

    internal void ValidateBindingElementsConsumed()
    {
        if (RemainingBindingElements.Count == 0)
        {
            return;
        }

        var left = string.Join(", ", RemainingBindingElements.Select(element => element.GetType().Name));
        throw new InvalidOperationException(
            $"The binding '{Binding.Name}' has elements below its transport, or elements that nothing uses: {left}. Put them into the right order, the transport last.");
    }

    private BindingElement TakeNext()
    {
        if (RemainingBindingElements.Count == 0)
        {
            throw new InvalidOperationException(
                $"The binding '{Binding.Name}' has no element left that could make the channel. Its last element must be a transport.");
        }

        var next = RemainingBindingElements[0];
        RemainingBindingElements.RemoveAt(0);
        return next;
    }
}
