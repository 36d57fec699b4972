namespace Parley.FaultProxy;

/// <summary>Faults by chance, with a seed. Rates are from 0 to 1, of messages of either direction, and add up to 1 at most.</summary>
public sealed class RandomFaults(int seed) : IFaultPlan
{
    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();
    private volatile bool _isHealed;

    /// <summary>How many are lost. Default 0.</summary>
    public double Loss { get; init; }

    /// <summary>How many arrive twice. Default 0.</summary>
    public double Doubling { get; init; }

    /// <summary>How many arrive after the next one. Default 0.</summary>
    public double Reordering { get; init; }

    /// <summary>After about how many messages a connection breaks in the middle of one; 0, the default, for never.</summary>
    public int CutEvery { get; init; }

    /// <summary>From now on every message passes.</summary>
    public void Heal() => _isHealed = true;

    /// <inheritdoc/>
    public Fault Decide(in ProxiedMessage message)
    {
        lock (_gate)
        {
            var cut = CutEvery > 0 && _random.Next(CutEvery) == 0;
            var chance = _random.NextDouble();
            return _isHealed ? Fault.None : Choose(cut, chance);
        }
    }

    private Fault Choose(bool cut, double chance) =>
        cut ? Fault.Cut
            : chance < Loss ? Fault.Lose
            : chance < Loss + Doubling ? Fault.Double
            : chance < Loss + Doubling + Reordering ? Fault.Hold
            : Fault.None;
}
