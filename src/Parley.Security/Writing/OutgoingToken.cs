namespace Parley.Security;

/// <summary>A token that goes beside the one that protects the message.</summary>
/// <param name="Element">The token.</param>
/// <param name="IsSigned">Whether the message's signature covers it.</param>
/// <param name="IsEncrypted">Whether it is encrypted.</param>
internal readonly record struct OutgoingToken(HeaderElement Element, bool IsSigned, bool IsEncrypted);
