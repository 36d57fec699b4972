using System.Collections;

namespace Parley.IdentityModel.Claims;

/// <summary>What one issuer says of one subject. WCF documentation: ClaimSet.</summary>
public abstract class ClaimSet : IEnumerable<Claim>
{
    /// <summary>Creates a set.</summary>
    protected ClaimSet()
    {
    }

    /// <summary>What the application says of itself. It issues itself.</summary>
    public static ClaimSet System { get; } = new DefaultClaimSet(Claim.System, new Claim(ClaimTypes.System, "System", Rights.PossessProperty));

    /// <summary>Who says it.</summary>
    public abstract ClaimSet Issuer { get; }

    /// <summary>How many claims there are.</summary>
    public abstract int Count { get; }

    /// <summary>A claim by its place.</summary>
    /// <param name="index">From 0.</param>
    public abstract Claim this[int index] { get; }

    /// <summary>Whether the set has a claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <exception cref="ArgumentNullException"><paramref name="claim"/> is null.</exception>
    public virtual bool ContainsClaim(Claim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return this.Any(claim.Equals);
    }

    /// <summary>Whether the set has a claim.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="comparer">What makes two claims one.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public virtual bool ContainsClaim(Claim claim, IEqualityComparer<Claim> comparer)
    {
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(comparer);
        return this.Any(own => comparer.Equals(own, claim));
    }

    /// <summary>The claims of a type and a right.</summary>
    /// <param name="claimType">The type; null for all.</param>
    /// <param name="right">The right; null for all.</param>
    public abstract IEnumerable<Claim> FindClaims(string? claimType, string? right);

    /// <inheritdoc/>
    public abstract IEnumerator<Claim> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
