namespace Parley.Security;

/// <summary>The states of a secure session at the service.</summary>
internal enum ConversationState
{
    /// <summary>The token is issued; no message has used it.</summary>
    Pending,

    /// <summary>A message has used the token.</summary>
    Open,

    /// <summary>Cancelled, aborted, or too long without a message. Its keys are zeroed.</summary>
    Ended,
}
