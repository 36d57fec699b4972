using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>A token that messages of the client have beside the one that protects them.</summary>
/// <param name="Parameters">Which token.</param>
/// <param name="Kind">What it does.</param>
/// <param name="IsOptional">Whether the message may come without.</param>
internal sealed record SupportingToken(SecurityTokenParameters Parameters, SupportingTokenKind Kind, bool IsOptional);
