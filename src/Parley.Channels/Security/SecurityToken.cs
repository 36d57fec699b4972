namespace Parley.IdentityModel.Tokens;

/// <summary>A token of message security: it proves something of a message's sender. WCF documentation: SecurityToken.</summary>
public abstract class SecurityToken
{
    /// <summary>The name of the token in its message; empty when it has none.</summary>
    public abstract string Id { get; }

    /// <summary>From when the token is valid, in UTC.</summary>
    public abstract DateTime ValidFrom { get; }

    /// <summary>Until when the token is valid, in UTC.</summary>
    public abstract DateTime ValidTo { get; }
}
