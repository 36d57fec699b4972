namespace Parley.Security;

/// <summary>Which security context, and which of its keys. WS-SecureConversation 1.3, section 2.</summary>
/// <param name="Identifier">The session's name. It stays when the key is renewed.</param>
/// <param name="Instance">The name of the key; null for the first.</param>
internal readonly record struct ContextName(string Identifier, string? Instance)
{
    /// <summary>The longest name that is read, in characters.</summary>
    public const int MaxLength = 1024;
}
