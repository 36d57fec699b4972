namespace Parley.IdentityModel;

/// <summary>One step between a session token and the bytes of its cookie: compression, encryption, a signature. WIF documentation: CookieTransform.</summary>
/// <remarks>Several threads call a transform at once.</remarks>
public abstract class CookieTransform
{
    /// <summary>Undoes <see cref="Encode"/>.</summary>
    /// <param name="encoded">What came in: anybody may have made it.</param>
    /// <returns>What was encoded.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It was changed, or made by other keys.</exception>
    /// <exception cref="InvalidDataException">It is no encoding, or larger than is allowed.</exception>
    public abstract byte[] Decode(byte[] encoded);

    /// <summary>Makes the step.</summary>
    /// <param name="value">What goes out.</param>
    public abstract byte[] Encode(byte[] value);
}
