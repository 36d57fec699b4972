using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.IdentityModel.Tokens;

namespace Parley.Claims.Issuers;

/// <summary>Thumbprints of certificates: the SHA-1 hash, as Windows shows it, or the SHA-256 hash, in capital hexadecimal digits.</summary>
internal static class Thumbprint
{
    /// <summary>A thumbprint as somebody wrote it, without spaces and marks: copied from a dialog it brings invisible ones.</summary>
    /// <exception cref="ArgumentException">It is no thumbprint.</exception>
    public static string Normalize(string thumbprint)
    {
        ArgumentNullException.ThrowIfNull(thumbprint);
        var digits = string.Concat(thumbprint.Where(char.IsAsciiHexDigit)).ToUpperInvariant();
        return digits.Length is 2 * SHA1.HashSizeInBytes or 2 * SHA256.HashSizeInBytes && !thumbprint.Any(static letter => char.IsAsciiLetterOrDigit(letter) && !char.IsAsciiHexDigit(letter))
            ? digits
            : throw new ArgumentException($"A certificate's thumbprint has 40 hexadecimal digits (SHA-1) or 64 (SHA-256). '{thumbprint}' has {digits.Length}.", nameof(thumbprint));
    }

    /// <summary>Both thumbprints of the certificate that a token is; none when it is another token.</summary>
    public static string[] Of(SecurityToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        return token is X509SecurityToken { Certificate: var certificate } ? Of(certificate) : [];
    }

    /// <summary>Both thumbprints of a certificate.</summary>
    public static string[] Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return [certificate.Thumbprint, certificate.GetCertHashString(HashAlgorithmName.SHA256)];
    }
}
