namespace Parley.Security.Tokens;

/// <summary>In which messages a token itself is sent. In the others it is only referred to. WCF documentation: SecurityTokenInclusionMode.</summary>
public enum SecurityTokenInclusionMode
{
    /// <summary>In those of the client.</summary>
    AlwaysToRecipient,

    /// <summary>In none: the other side has it.</summary>
    Never,

    /// <summary>In the client's first one.</summary>
    Once,

    /// <summary>In those of the service.</summary>
    AlwaysToInitiator,
}
