using Parley.Channels;

namespace Parley.ReliableMessaging;

/// <summary>What a reliable session promises about delivery.</summary>
internal sealed class ReliableDelivery(bool ordered, bool queued) : IBindingDeliveryCapabilities
{
    public bool AssuresOrderedDelivery => ordered;

    public bool QueuedDelivery => queued;
}
