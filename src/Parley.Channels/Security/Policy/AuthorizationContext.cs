using System.Collections.ObjectModel;
using Parley.IdentityModel.Claims;

namespace Parley.IdentityModel.Policy;

/// <summary>What is known of a caller when all policies have been asked. WCF documentation: AuthorizationContext.</summary>
public abstract class AuthorizationContext : IAuthorizationComponent
{
    /// <summary>Creates a context.</summary>
    protected AuthorizationContext()
    {
    }

    /// <inheritdoc/>
    public abstract string Id { get; }

    /// <summary>The claims.</summary>
    public abstract ReadOnlyCollection<ClaimSet> ClaimSets { get; }

    /// <summary>When the first of the claims ends, UTC.</summary>
    public abstract DateTime ExpirationTime { get; }

    /// <summary>What else is known: "Identities" is a list of <see cref="System.Security.Principal.IIdentity"/>, "Principal" the principal of the call.</summary>
    public abstract IDictionary<string, object> Properties { get; }

    /// <summary>Asks policies what they know of a caller.</summary>
    /// <param name="authorizationPolicies">The policies, in this order; one that wants more is asked again while others add something.</param>
    /// <exception cref="ArgumentNullException"><paramref name="authorizationPolicies"/> is null.</exception>
    public static AuthorizationContext CreateDefaultAuthorizationContext(IList<IAuthorizationPolicy> authorizationPolicies)
    {
        ArgumentNullException.ThrowIfNull(authorizationPolicies);
        return PolicyEvaluation.Run(authorizationPolicies);
    }
}
