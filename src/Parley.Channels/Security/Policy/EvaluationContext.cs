using System.Collections.ObjectModel;
using Parley.IdentityModel.Claims;

namespace Parley.IdentityModel.Policy;

/// <summary>What is known of a caller while policies add to it. WCF documentation: EvaluationContext.</summary>
public abstract class EvaluationContext
{
    /// <summary>Creates a context.</summary>
    protected EvaluationContext()
    {
    }

    /// <summary>The claims so far.</summary>
    public abstract ReadOnlyCollection<ClaimSet> ClaimSets { get; }

    /// <summary>What else is known: "Identities" is a list of <see cref="System.Security.Principal.IIdentity"/>, "Principal" the principal of the call.</summary>
    public abstract IDictionary<string, object> Properties { get; }

    /// <summary>How often claims have been added.</summary>
    public abstract int Generation { get; }

    /// <summary>Adds claims.</summary>
    /// <param name="policy">Who adds them.</param>
    /// <param name="claimSet">The claims.</param>
    public abstract void AddClaimSet(IAuthorizationPolicy policy, ClaimSet claimSet);

    /// <summary>Says when what has been added ends. The earliest counts.</summary>
    /// <param name="expirationTime">The time, UTC.</param>
    public abstract void RecordExpirationTime(DateTime expirationTime);
}
