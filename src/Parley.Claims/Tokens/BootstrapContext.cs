namespace Parley.IdentityModel.Tokens;

/// <summary>
/// What an identity was made of: the token of the token service, as it came. It is kept in <see cref="System.Security.Claims.ClaimsIdentity.BootstrapContext"/> and
/// travels with the session where that is asked for, so that a service can act for its user elsewhere. WIF documentation: BootstrapContext.
/// </summary>
public sealed class BootstrapContext
{
    /// <summary>Creates a context of a token's text.</summary>
    /// <param name="token">The token's XML.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is null.</exception>
    public BootstrapContext(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        Token = token;
    }

    /// <summary>Creates a context of a token's bytes.</summary>
    /// <param name="token">The token's XML in UTF-8, which is copied.</param>
    /// <exception cref="ArgumentNullException"><paramref name="token"/> is null.</exception>
    public BootstrapContext(byte[] token)
    {
        ArgumentNullException.ThrowIfNull(token);
        TokenBytes = [.. token];
    }

    /// <summary>The token's XML; null when it is known by its bytes.</summary>
    public string? Token { get; }

    /// <summary>The token's XML in UTF-8; null when it is known by its text.</summary>
#pragma warning disable CA1819 // WIF's name and type
    public byte[]? TokenBytes { get; }
#pragma warning restore CA1819
}
