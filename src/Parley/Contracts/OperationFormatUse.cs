namespace Parley;

/// <summary>Whether values follow a schema or SOAP's own encoding rules. Source: WCF documentation, OperationFormatUse.</summary>
public enum OperationFormatUse
{
    /// <summary>Values follow a schema. The default.</summary>
    Literal,

    /// <summary>Values follow SOAP 1.1, section 5. Not supported: building a client or opening a host throws <see cref="NotSupportedException"/>.</summary>
    Encoded,
}
