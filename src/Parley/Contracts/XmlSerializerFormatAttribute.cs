namespace Parley;

/// <summary>Has <see cref="System.Xml.Serialization.XmlSerializer"/> write and read the messages of a contract or an operation.
/// Source: WCF documentation, XmlSerializerFormatAttribute.</summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Method | AttributeTargets.Class, Inherited = false, AllowMultiple = false)]
public sealed class XmlSerializerFormatAttribute : Attribute
{
    /// <summary>How parts stand in the body. The default is <see cref="OperationFormatStyle.Document"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public OperationFormatStyle Style
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(Style));
    }

    /// <summary>Whether values follow a schema or SOAP's encoding. The default is <see cref="OperationFormatUse.Literal"/>, the only one supported.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public OperationFormatUse Use
    {
        get;
        set => field = AttributeValue.Defined(value, nameof(Use));
    }

    /// <summary>Whether fault details are written by the same serializer. The default is false: the data contract serializer writes them.</summary>
    public bool SupportFaults { get; set; }
}
