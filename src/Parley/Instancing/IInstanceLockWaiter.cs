namespace Parley.Dispatcher;

/// <summary>Waits in line at an <see cref="InstanceLock"/>.</summary>
internal interface IInstanceLockWaiter
{
    /// <summary>Its turn has come: it has the object now, and must leave. Must not block or run user code.</summary>
    void LockEntered();
}
