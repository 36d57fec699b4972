using System.Collections.ObjectModel;

namespace Parley.Security;

/// <summary>How a service makes the tokens of secure sessions. WCF documentation: SecureConversationServiceCredential.</summary>
public sealed class SecureConversationServiceCredential
{
    internal SecureConversationServiceCredential()
    {
    }

    internal SecureConversationServiceCredential(SecureConversationServiceCredential other)
    {
        SecurityStateEncoder = other.SecurityStateEncoder;
        foreach (var type in other.SecurityContextClaimTypes)
        {
            SecurityContextClaimTypes.Add(type);
        }
    }

    /// <summary>Kept for WCF's code: types of claims that a token carries. They have no effect; a token carries the client's name and certificate.</summary>
    public Collection<Type> SecurityContextClaimTypes { get; } = [];

    /// <summary>
    /// Protects the state that travels in stateful tokens (<c>RequireCancellation</c> false). All processes that are to take the tokens need the same
    /// protection. Null, the default, stands for the host's: over ASP.NET Core Data Protection, whose key ring processes can share.
    /// </summary>
    public SecurityStateEncoder? SecurityStateEncoder { get; set; }
}
