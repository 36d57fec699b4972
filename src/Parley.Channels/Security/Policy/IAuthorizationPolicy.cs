using Parley.IdentityModel.Claims;

namespace Parley.IdentityModel.Policy;

/// <summary>Adds claims about a caller to those that are known. WCF documentation: IAuthorizationPolicy.</summary>
public interface IAuthorizationPolicy : IAuthorizationComponent
{
    /// <summary>Who says what the policy adds.</summary>
    ClaimSet Issuer { get; }

    /// <summary>Adds claims.</summary>
    /// <param name="evaluationContext">What is known of the caller.</param>
    /// <param name="state">The policy's own for this caller; null at first.</param>
    /// <returns>False to be asked again when other policies have added something.</returns>
    bool Evaluate(EvaluationContext evaluationContext, ref object? state);
}
