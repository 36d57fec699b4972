namespace Parley.Security;

/// <summary>What a client does before it sends.</summary>
internal enum ClientKeyState
{
    /// <summary>It sends.</summary>
    Valid,

    /// <summary>It asks for a new key first.</summary>
    RenewalDue,

    /// <summary>The key has expired, and the session may not be renewed.</summary>
    Expired,

    /// <summary>The session has ended.</summary>
    Ended,
}
