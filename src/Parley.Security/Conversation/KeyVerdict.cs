namespace Parley.Security;

/// <summary>What a service says of the key that a message names.</summary>
internal enum KeyVerdict
{
    /// <summary>It is valid.</summary>
    Valid,

    /// <summary>It is the session's, and has expired: the client is to renew it. Fault RenewNeeded.</summary>
    Expired,

    /// <summary>The session does not have it, or no longer. Fault BadContextToken.</summary>
    Unknown,
}
