namespace Parley.ReliableMessaging;

/// <summary>A message, and the receiver that it is for.</summary>
internal readonly struct HandedOver(Waiter<Delivery<SessionPayload>?> receiver, Delivery<SessionPayload> delivery)
{
    /// <summary>The receiver goes on here. Without the lock.</summary>
    public void Run() => receiver.GoOnHere(delivery);

    /// <summary>The receiver goes on elsewhere.</summary>
    public void RunElsewhere() => receiver.GoOnElsewhere(delivery);
}
