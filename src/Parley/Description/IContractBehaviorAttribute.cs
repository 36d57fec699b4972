namespace Parley.Description;

/// <summary>A contract behavior that is an attribute of a service's class and concerns one of its contracts.
/// Source: WCF documentation, IContractBehaviorAttribute.</summary>
public interface IContractBehaviorAttribute
{
    /// <summary>The contract that the behavior concerns; null: all contracts of the class.</summary>
    Type? TargetContract { get; }
}
