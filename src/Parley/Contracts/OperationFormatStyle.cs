namespace Parley;

/// <summary>How the parts of a message stand in its body. Source: WCF documentation, OperationFormatStyle.</summary>
public enum OperationFormatStyle
{
    /// <summary>Parts are qualified elements, described by a schema of the whole body. The default.</summary>
    Document,

    /// <summary>Parts are unqualified elements inside an element named after the operation (WSDL 1.1, section 3.5).</summary>
    Rpc,
}
