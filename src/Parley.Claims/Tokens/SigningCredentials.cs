namespace Parley.IdentityModel.Tokens;

/// <summary>With what tokens are signed. WIF documentation: SigningCredentials.</summary>
public abstract class SigningCredentials
{
    private protected SigningCredentials(string signatureAlgorithm, string digestAlgorithm)
    {
        SignatureAlgorithm = signatureAlgorithm;
        DigestAlgorithm = digestAlgorithm;
    }

    /// <summary>The URI of the signature's algorithm.</summary>
    public string SignatureAlgorithm { get; }

    /// <summary>The URI of the digest's algorithm.</summary>
    public string DigestAlgorithm { get; }
}
