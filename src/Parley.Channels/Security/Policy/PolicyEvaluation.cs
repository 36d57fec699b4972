using System.Collections.ObjectModel;
using System.Globalization;
using Parley.IdentityModel.Claims;

namespace Parley.IdentityModel.Policy;

/// <summary>Asks policies until none of them has more to say.</summary>
internal sealed class PolicyEvaluation : EvaluationContext
{
    private static long _contexts;

    private readonly List<ClaimSet> _claimSets = [];
    private readonly Dictionary<string, object> _properties = new(StringComparer.Ordinal);
    private DateTime _expirationTime = DateTime.MaxValue;
    private int _generation;

    public override ReadOnlyCollection<ClaimSet> ClaimSets => _claimSets.AsReadOnly();

    public override IDictionary<string, object> Properties => _properties;

    public override int Generation => _generation;

    public static AuthorizationContext Run(IList<IAuthorizationPolicy> policies)
    {
        var evaluation = new PolicyEvaluation();
        var states = new object?[policies.Count];
        var isDone = new bool[policies.Count];
        int before;
        do
        {
            before = evaluation._generation;
            for (var i = 0; i < states.Length; i++)
            {
                isDone[i] = isDone[i] || policies[i].Evaluate(evaluation, ref states[i]);
            }
        }
        while (evaluation._generation > before && isDone.Contains(false));

        return new Result(evaluation);
    }

    public override void AddClaimSet(IAuthorizationPolicy policy, ClaimSet claimSet)
    {
        ArgumentNullException.ThrowIfNull(claimSet);
        _claimSets.Add(claimSet);
        _generation++;
    }

    public override void RecordExpirationTime(DateTime expirationTime)
    {
        if (expirationTime < _expirationTime)
        {
            _expirationTime = expirationTime;
        }
    }

    private sealed class Result(PolicyEvaluation evaluation) : AuthorizationContext
    {
        public override string Id { get; } = "context-" + Interlocked.Increment(ref _contexts).ToString(CultureInfo.InvariantCulture);

        public override ReadOnlyCollection<ClaimSet> ClaimSets { get; } = evaluation.ClaimSets;

        public override DateTime ExpirationTime { get; } = evaluation._expirationTime;

        public override IDictionary<string, object> Properties { get; } = evaluation._properties;
    }
}
