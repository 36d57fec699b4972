using Parley.Security.Tokens;

namespace Parley.Security;

/// <summary>Endorses a request for a new key by the session's key of today.</summary>
/// <param name="name">The context.</param>
/// <param name="key">Its key, under a lease that outlives this.</param>
/// <param name="profile">The profile of the binding that protects the request.</param>
internal sealed class RenewalTokens(ContextName name, ContextKey key, ProtectionProfile profile) : IEndorsingTokens
{
    public EndorsingToken? Create(SecurityTokenParameters parameters)
    {
        if (parameters is not SecureConversationSecurityTokenParameters)
        {
            return null;
        }

        var endorsement = ContextEndorsement.Create(name, key, profile, parameters.RequireDerivedKeys);
        return new EndorsingToken([.. endorsement.Tokens.Select(token => token.Element)], endorsement.Key, endorsement);
    }
}
