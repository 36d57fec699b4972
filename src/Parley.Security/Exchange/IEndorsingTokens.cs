using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>Has the endorsing tokens of a client that are no certificates: those of sessions. Safe for use by many threads.</summary>
internal interface IEndorsingTokens
{
    /// <summary>Makes a token for one message.</summary>
    /// <param name="parameters">Which token.</param>
    /// <returns>Null when the token is none of these.</returns>
    EndorsingToken? Create(SecurityTokenParameters parameters);
}
