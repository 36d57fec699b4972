using System.Security.Cryptography;
using System.Xml;
using Parley.IdentityModel;

namespace Parley.Claims.Serialization;

/// <summary>Applies lists of transforms. What a transform throws for what it is given becomes an <see cref="XmlException"/>: nothing else leaks out.</summary>
internal static class SessionTokenCodec
{
    /// <summary>Applies the transforms, first to last.</summary>
    public static byte[] Do(IReadOnlyList<CookieTransform> transforms, byte[] value)
    {
        for (var at = 0; at < transforms.Count; at++)
        {
            value = transforms[at].Encode(value);
        }

        return value;
    }

    /// <summary>Undoes the transforms, last to first.</summary>
    /// <exception cref="XmlException">It was changed, or made by other transforms or keys.</exception>
    public static byte[] Undo(IReadOnlyList<CookieTransform> transforms, byte[] encoded)
    {
        try
        {
            for (var at = transforms.Count - 1; at >= 0; at--)
            {
                encoded = transforms[at].Decode(encoded);
            }

            return encoded;
        }
        catch (Exception damage) when (damage is CryptographicException or InvalidDataException or FormatException or ArgumentException)
        {
            throw new XmlException("The session token is damaged, or was made by other transforms or keys than those of this application.", damage);
        }
    }
}
