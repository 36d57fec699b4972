namespace Parley.IdentityModel.Tokens;

/// <summary>With what tokens are encrypted. WIF documentation: EncryptingCredentials.</summary>
public abstract class EncryptingCredentials
{
    private protected EncryptingCredentials(string algorithm) => Algorithm = algorithm;

    /// <summary>The URI of the algorithm that encrypts the token.</summary>
    public string Algorithm { get; }
}
