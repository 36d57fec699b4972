namespace Parley.Dispatcher;

/// <summary>Waits in line at a <see cref="FlowThrottle"/>.</summary>
internal interface IThrottleWaiter
{
    /// <summary>Its turn has come: it counts as in, and must leave some day. Must not block.</summary>
    void Entered();
}
