namespace Parley.Description;

/// <summary>
/// Kept for WCF's code: which principal WCF puts on the thread. Here the thread's principal is left alone: the caller is at
/// <see cref="OperationContext.ClaimsPrincipal"/>. WCF documentation: PrincipalPermissionMode.
/// </summary>
public enum PrincipalPermissionMode
{
    /// <summary>None.</summary>
    None,

    /// <summary>One with the groups of the caller's Windows account. The default, without effect.</summary>
    UseWindowsGroups,

    /// <summary>One with the roles of the membership provider. Not supported.</summary>
    UseAspNetRoles,

    /// <summary>The one that a policy has set: "Principal" among the properties of the evaluation context. It is honoured in every mode.</summary>
    Custom,

    /// <summary>One of the caller, always.</summary>
    Always,
}
