namespace Parley.Security;

/// <summary>A key of a form: that of the security context, or one that is derived of it.</summary>
/// <param name="Id">The variable of the token's identifier; -1 when it has none, or always the same.</param>
/// <param name="SameId">The identifier that is always the same; null when it has none, or another in each message.</param>
/// <param name="Nonce">The variable of the nonce; -1 for the context's own key.</param>
/// <param name="Offset">Where the derived key begins.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Part">Where the token stands; null when it does not stand in the message.</param>
internal sealed record FormKey(int Id, string? SameId, int Nonce, int Offset, int Length, EnvelopePart? Part);
