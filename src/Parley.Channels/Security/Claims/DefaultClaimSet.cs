namespace Parley.IdentityModel.Claims;

/// <summary>A set of given claims. WCF documentation: DefaultClaimSet.</summary>
public class DefaultClaimSet : ClaimSet
{
    private readonly List<Claim> _claims;
    private readonly ClaimSet? _issuer;

    /// <summary>Creates a set that issues itself.</summary>
    /// <param name="claims">The claims.</param>
    public DefaultClaimSet(params Claim[] claims)
        : this((IList<Claim>)claims)
    {
    }

    /// <summary>Creates a set that issues itself.</summary>
    /// <param name="claims">The claims.</param>
    /// <exception cref="ArgumentNullException"><paramref name="claims"/> is null.</exception>
    public DefaultClaimSet(IList<Claim> claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        _claims = [.. claims];
    }

    /// <summary>Creates a set.</summary>
    /// <param name="issuer">Who says it.</param>
    /// <param name="claims">The claims.</param>
    public DefaultClaimSet(ClaimSet issuer, params Claim[] claims)
        : this(issuer, (IList<Claim>)claims)
    {
    }

    /// <summary>Creates a set.</summary>
    /// <param name="issuer">Who says it.</param>
    /// <param name="claims">The claims.</param>
    /// <exception cref="ArgumentNullException"><paramref name="issuer"/> is null.</exception>
    public DefaultClaimSet(ClaimSet issuer, IList<Claim> claims)
        : this(claims)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        _issuer = issuer;
    }

    /// <inheritdoc/>
    public override int Count => _claims.Count;

    /// <inheritdoc/>
    public override ClaimSet Issuer => _issuer ?? this;

    /// <inheritdoc/>
    public override Claim this[int index] => _claims[index];

    /// <inheritdoc/>
    public override IEnumerable<Claim> FindClaims(string? claimType, string? right) =>
        _claims.Where(claim => (claimType is null || claim.ClaimType == claimType) && (right is null || claim.Right == right));

    /// <inheritdoc/>
    public override IEnumerator<Claim> GetEnumerator() => _claims.GetEnumerator();
}
