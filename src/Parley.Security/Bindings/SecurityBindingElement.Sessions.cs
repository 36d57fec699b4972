namespace Parley.Channels;

/// <content>What secure sessions are to the elements above.</content>
public abstract partial class SecurityBindingElement
{
    /// <inheritdoc/>
    bool IConversationSecurity.MakesConversations => SessionToken is { RequireCancellation: true };
}
