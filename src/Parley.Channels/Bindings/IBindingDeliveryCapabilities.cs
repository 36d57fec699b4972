namespace Parley.Channels;

/// <summary>What a binding promises about delivery; a binding answers with it to <see cref="Binding.GetProperty{T}"/>.
/// WCF documentation: IBindingDeliveryCapabilities.</summary>
public interface IBindingDeliveryCapabilities
{
    /// <summary>Whether messages of one channel arrive in the order in which they were sent.</summary>
    bool AssuresOrderedDelivery { get; }

    /// <summary>Whether messages wait in a queue until the service takes them.</summary>
    bool QueuedDelivery { get; }
}
