namespace Parley.Security;

/// <summary>What is asked about a security context token.</summary>
internal enum TokenRequestKind
{
    /// <summary>A new one.</summary>
    Issue,

    /// <summary>A new key for one.</summary>
    Renew,

    /// <summary>The end of one.</summary>
    Cancel,
}
