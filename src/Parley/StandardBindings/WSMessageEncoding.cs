namespace Parley;

/// <summary>How a binding over HTTP writes messages. WCF documentation: WSMessageEncoding.</summary>
public enum WSMessageEncoding
{
    /// <summary>Text XML.</summary>
    Text,

    /// <summary>MTOM: binary parts beside the XML.</summary>
    Mtom,
}
