namespace Parley;

/// <summary>What protects the messages of a <see cref="WSDualHttpBinding"/>. WCF documentation: WSDualHttpSecurityMode.</summary>
public enum WSDualHttpSecurityMode
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>WS-Security, in a secure session.</summary>
    Message,
}
