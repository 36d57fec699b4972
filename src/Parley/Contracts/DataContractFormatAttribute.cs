namespace Parley;

/// <summary>Has the data contract serializer write and read the messages of a contract or an operation. This is the default.
/// Source: WCF documentation, DataContractFormatAttribute.</summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Class, Inherited = false, AllowMultiple = false)]
public sealed class DataContractFormatAttribute : Attribute
{
    /// <summary>How parts stand in the body. The default is <see cref="OperationFormatStyle.Document"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public OperationFormatStyle Style
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(Style));
    }
}
