namespace Parley.Channels;

/// <summary>What one connection promises: messages arrive in the order in which they were sent, at once.</summary>
internal sealed class ConnectionDelivery : IBindingDeliveryCapabilities
{
    internal static readonly ConnectionDelivery Instance = new();

    public bool AssuresOrderedDelivery => true;

    public bool QueuedDelivery => false;
}
