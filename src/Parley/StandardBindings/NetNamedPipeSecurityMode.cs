namespace Parley;

/// <summary>What protects the messages of a <see cref="NetNamedPipeBinding"/>. WCF documentation: NetNamedPipeSecurityMode.</summary>
public enum NetNamedPipeSecurityMode
{
    /// <summary>Nothing but the rights on the pipe.</summary>
    None,

    /// <summary>Windows authentication on the pipe.</summary>
    Transport,
}
