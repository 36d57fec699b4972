namespace Parley.Security;

/// <summary>Why a request for a token is refused.</summary>
internal enum TokenRefusal
{
    /// <summary>It is not what the protocol says, or asks for what this service does not do.</summary>
    InvalidRequest,

    /// <summary>The token that it is about is not known, or not the client's.</summary>
    BadContextToken,

    /// <summary>Too many sessions are pending.</summary>
    TooBusy,

    /// <summary>The listener closes.</summary>
    Closing,
}
