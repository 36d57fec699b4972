namespace Parley.Security;

/// <summary>Why a secure session has ended at the service.</summary>
internal enum SessionEnd
{
    /// <summary>The client cancelled its token.</summary>
    Cancelled,

    /// <summary>The service closed or aborted it.</summary>
    Aborted,

    /// <summary>It was issued, and no message came within InactivityTimeout.</summary>
    Forgotten,

    /// <summary>No message came within ReceiveTimeout.</summary>
    Idle,

    /// <summary>The listener is closed.</summary>
    Closed,
}
