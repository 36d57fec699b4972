namespace Parley.Channels;

/// <summary>
/// A protocol above message security has headers and messages of its own. Its element puts this into the binding parameters: its headers are
/// signed in every message, and the bodies of its messages are signed and not encrypted, as WCF has it. WS-SecurityPolicy does not say it.
/// </summary>
/// <param name="ns">The protocol's namespace: of its headers, and the beginning of its actions.</param>
internal sealed class InfrastructureMessages(string ns)
{
    private readonly string _prefix = ns + "/";

    /// <summary>The namespace of the protocol's headers.</summary>
    public string Namespace => ns;

    /// <summary>Whether messages of an action are the protocol's own.</summary>
    /// <param name="action">The action; null for none.</param>
    public bool IsAction(string? action) => action is not null && action.StartsWith(_prefix, StringComparison.Ordinal) && action != _prefix + "fault";
}
