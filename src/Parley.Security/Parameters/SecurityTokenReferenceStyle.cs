namespace Parley.Security.Tokens;

/// <summary>How a token that is in the message is referred to. WCF documentation: SecurityTokenReferenceStyle.</summary>
public enum SecurityTokenReferenceStyle
{
    /// <summary>By the id of its element.</summary>
    Internal,

    /// <summary>By what it is, as when it were not in the message: a thumbprint, an identifier.</summary>
    External,
}
