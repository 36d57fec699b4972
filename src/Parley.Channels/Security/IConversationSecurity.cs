namespace Parley.Channels;

/// <summary>
/// A binding element that may make security sessions which outlive connections. Its channels, at both sides, offer their session by
/// GetProperty&lt;<see cref="ISecureConversation"/>&gt; as soon as they are open.
/// </summary>
internal interface IConversationSecurity
{
    /// <summary>Whether the element, as it is set, makes such sessions.</summary>
    bool MakesConversations { get; }
}
