namespace Parley.Dispatcher;

/// <summary>
/// How much a host does at once; what is beyond waits, first come, first served. WCF documentation: ServiceThrottle.
/// </summary>
public sealed class ServiceThrottle
{
    /// <summary>Creates the throttle with its defaults.</summary>
    internal ServiceThrottle()
    {
    }

    /// <summary>How many messages are dispatched at once. 1 or more; default 16 for each processor.</summary>
    public int MaxConcurrentCalls
    {
        get => Calls.Capacity;
        set => Calls.Capacity = value;
    }

    /// <summary>How many instance contexts there are at once. 1 or more; default 116 for each processor.</summary>
    public int MaxConcurrentInstances
    {
        get => Instances.Capacity;
        set => Instances.Capacity = value;
    }

    /// <summary>
    /// How many sessions there are at once. 1 or more; default 100 for each processor. At the limit a listener accepts no
    /// more, and clients wait until a session ends or their open timeout fires. Channels without a session do not count.
    /// </summary>
    public int MaxConcurrentSessions
    {
        get => Sessions.Capacity;
        set => Sessions.Capacity = value;
    }

    /// <summary>A throttle that lets everything through: for a client's callbacks.</summary>
    internal static ServiceThrottle Unlimited() =>
        new() { MaxConcurrentCalls = int.MaxValue, MaxConcurrentInstances = int.MaxValue, MaxConcurrentSessions = int.MaxValue };

    /// <summary>Messages in dispatch.</summary>
    internal FlowThrottle Calls { get; } = new(16 * Environment.ProcessorCount);

    /// <summary>Instance contexts.</summary>
    internal FlowThrottle Instances { get; } = new(116 * Environment.ProcessorCount);

    /// <summary>Accepted channels with a session.</summary>
    internal FlowThrottle Sessions { get; } = new(100 * Environment.ProcessorCount);
}
