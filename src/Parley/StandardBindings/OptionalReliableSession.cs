namespace Parley;

/// <summary>A reliable session that a binding may have. WCF documentation: OptionalReliableSession.</summary>
public sealed class OptionalReliableSession : ReliableSession
{
    /// <summary>Whether the binding has it. Default false. Not supported yet: building channels with it throws.</summary>
    public bool Enabled { get; set; }
}
