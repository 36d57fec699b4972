namespace Parley.FaultProxy;

/// <summary>What the proxies share: the plan, the delay, and the counts.</summary>
public abstract class BadNetwork : IAsyncDisposable
{
    private readonly IFaultPlan _plan;
    private long _toService;
    private long _toClient;
    private long _lost;
    private long _doubled;
    private long _held;
    private long _cut;

    private protected BadNetwork(IFaultPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        _plan = plan;
    }

    /// <summary>Where clients connect to instead of the service.</summary>
    public abstract Uri Address { get; }

    /// <summary>How long each message takes, each way. Default 0.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How long a held message waits for another one that may overtake it. Default 30 ms.</summary>
    public TimeSpan HoldTime { get; init; } = TimeSpan.FromMilliseconds(30);

    /// <summary>How many messages came, of both directions.</summary>
    public long Messages => Volatile.Read(ref _toService) + Volatile.Read(ref _toClient);

    /// <summary>How many were lost or swallowed.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>How many arrived twice.</summary>
    public long Doubled => Volatile.Read(ref _doubled);

    /// <summary>How many were held until another had passed.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>How many connections were cut in the middle of a message.</summary>
    public long Cut => Volatile.Read(ref _cut);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    internal Fault Decide(NetworkDirection direction, ReadOnlyMemory<byte> body, long connection = 0)
    {
        var number = direction == NetworkDirection.ToService ? Interlocked.Increment(ref _toService) : Interlocked.Increment(ref _toClient);
        return _plan.Decide(new ProxiedMessage(direction, number, body) { Connection = connection });
    }

    /// <summary>Counts a fault that is really done.</summary>
    internal void Count(Fault fault)
    {
        switch (fault)
        {
            case Fault.Lose or Fault.Swallow:
                Interlocked.Increment(ref _lost);
                break;
            case Fault.Double:
                Interlocked.Increment(ref _doubled);
                break;
            case Fault.Hold:
                Interlocked.Increment(ref _held);
                break;
            case Fault.Cut:
                Interlocked.Increment(ref _cut);
                break;
        }
    }
}
