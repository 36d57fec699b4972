namespace Parley.IdentityModel.Protocols.WSTrust;

/// <summary>From when until when a token is valid. WIF documentation: Lifetime.</summary>
public class Lifetime
{
    /// <summary>Creates a lifetime.</summary>
    /// <param name="created">When it begins; null for an unknown time. A time of another kind than UTC is converted.</param>
    /// <param name="expires">When it ends; null for an unknown time. A time of another kind than UTC is converted.</param>
    /// <exception cref="ArgumentException">It ends before it begins.</exception>
    public Lifetime(DateTime? created, DateTime? expires)
    {
        Created = created?.ToUniversalTime();
        Expires = expires?.ToUniversalTime();
        if (Expires < Created)
        {
            throw new ArgumentException($"A lifetime that begins at {Created:u} does not end at {Expires:u}.", nameof(expires));
        }
    }

    /// <summary>When it begins, in UTC; null for an unknown time.</summary>
    public DateTime? Created { get; }

    /// <summary>When it ends, in UTC; null for an unknown time.</summary>
    public DateTime? Expires { get; }
}
