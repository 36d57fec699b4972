namespace Parley.FaultProxy;

/// <summary>Decides what happens to each message. Called from many threads at once.</summary>
public interface IFaultPlan
{
    /// <summary>What happens to this message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The fault; <see cref="Fault.None"/> to let it pass.</returns>
    Fault Decide(in ProxiedMessage message);
}
