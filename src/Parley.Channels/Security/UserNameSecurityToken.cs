namespace Parley.IdentityModel.Tokens;

/// <summary>A user's name and password as a token. WCF documentation: UserNameSecurityToken.</summary>
public class UserNameSecurityToken : SecurityToken
{
    /// <summary>Creates the token.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="password">The password; null for none.</param>
    public UserNameSecurityToken(string userName, string? password)
        : this(userName, password, $"uuid-{Guid.NewGuid():D}")
    {
    }

    /// <summary>Creates the token.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="password">The password; null for none.</param>
    /// <param name="id">The token's name in its message.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public UserNameSecurityToken(string userName, string? password, string id)
    {
        ArgumentNullException.ThrowIfNull(userName);
        ArgumentNullException.ThrowIfNull(id);
        UserName = userName;
        Password = password;
        Id = id;
    }

    /// <inheritdoc/>
    public override string Id { get; }

    /// <summary>The password; null for none.</summary>
    public string? Password { get; }

    /// <summary>The name.</summary>
    public string UserName { get; }

    /// <inheritdoc/>
    public override DateTime ValidFrom { get; } = DateTime.UtcNow;

    /// <summary>A password has no end.</summary>
    public override DateTime ValidTo => DateTime.MaxValue;
}
