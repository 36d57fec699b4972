namespace Parley;

/// <summary>Whether an operation runs under its client's Windows account. WCF documentation: ImpersonationOption.</summary>
public enum ImpersonationOption
{
    /// <summary>It does not.</summary>
    NotAllowed,

    /// <summary>It does where the client allows it. No binding lets a client do so.</summary>
    Allowed,

    /// <summary>It must. Not supported.</summary>
    Required,
}
