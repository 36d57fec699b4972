using Parley.Channels;

namespace Parley.Security.Tokens;

/// <summary>What kind of token a binding uses, where it is sent, and how it is referred to. WCF documentation: SecurityTokenParameters.</summary>
public abstract class SecurityTokenParameters
{
    /// <summary>Creates the parameters with their defaults.</summary>
    protected SecurityTokenParameters()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="other">What is copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is null.</exception>
    protected SecurityTokenParameters(SecurityTokenParameters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        RequireDerivedKeys = other.RequireDerivedKeys;
        InclusionMode = other.InclusionMode;
        ReferenceStyle = other.ReferenceStyle;
    }

    /// <summary>In which messages the token is sent. Default AlwaysToRecipient.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public SecurityTokenInclusionMode InclusionMode
    {
        get;
        set => field = Defined.Value(value, nameof(InclusionMode));
    }

    /// <summary>How the token is referred to. Default Internal.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of the enumeration's.</exception>
    public SecurityTokenReferenceStyle ReferenceStyle
    {
        get;
        set => field = Defined.Value(value, nameof(ReferenceStyle));
    }

    /// <summary>
    /// Whether messages are protected by keys that are derived from the token's, instead of by the token's own. Default true. Counts for
    /// tokens with symmetric keys only.
    /// </summary>
    public bool RequireDerivedKeys { get; set; } = true;

    /// <summary>Whether the token has a private and a public key.</summary>
    protected internal abstract bool HasAsymmetricKey { get; }

    /// <summary>Makes a copy.</summary>
    public SecurityTokenParameters Clone() => CloneCore();

    /// <inheritdoc/>
    public override string ToString() =>
        $"{GetType().Name} (InclusionMode {InclusionMode}, ReferenceStyle {ReferenceStyle}, RequireDerivedKeys {RequireDerivedKeys})";

    /// <summary>Makes a copy.</summary>
    protected abstract SecurityTokenParameters CloneCore();
}
