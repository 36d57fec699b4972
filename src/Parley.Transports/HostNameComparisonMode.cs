namespace Parley;

/// <summary>Whether the host name that a client dials must be the listener's. WCF documentation: HostNameComparisonMode.</summary>
public enum HostNameComparisonMode
{
    /// <summary>Any host name will do, and this listener is asked before those of the other modes. The default.</summary>
    StrongWildcard,

    /// <summary>The host name must be the listener's.</summary>
    Exact,

    /// <summary>Any host name will do, where no listener of the other modes matches.</summary>
    WeakWildcard,
}
