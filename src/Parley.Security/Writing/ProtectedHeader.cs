using Parley.Channels;

namespace Parley.Security;

/// <summary>What protection made of a header.</summary>
/// <param name="Header">The header.</param>
/// <param name="Id">The value of wsu:Id of a signed header; null for one that is not signed.</param>
/// <param name="Plain">The header as it was signed, with its id, for one that does not come out the same twice; else null.</param>
/// <param name="Encrypted">The encrypted header; null for one that is not encrypted.</param>
internal readonly record struct ProtectedHeader(MessageHeader? Header, string? Id, PooledBytes? Plain, EncryptedPart? Encrypted);
