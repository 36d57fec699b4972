using System.Security.Cryptography.X509Certificates;

namespace Parley.Security;

/// <summary>Finds the one certificate that a setting names.</summary>
internal static class CertificateStoreLookup
{
    public const StoreLocation DefaultLocation = StoreLocation.LocalMachine;
    public const StoreName DefaultName = StoreName.My;

    /// <summary>Finds it, and says what is wrong when there is none, or more than one.</summary>
    public static X509Certificate2 Find(StoreLocation location, StoreName name, X509FindType findType, object findValue)
    {
        ArgumentNullException.ThrowIfNull(findValue);
        using var store = new X509Store(name, location);
        store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        var found = store.Certificates.Find(findType, findValue, validOnly: false);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new InvalidOperationException(
                $"There is no certificate in the store {location}/{name} with {findType} '{findValue}'."),
            _ => throw new InvalidOperationException(
                $"There are {found.Count} certificates in the store {location}/{name} with {findType} '{findValue}'. Name one by its thumbprint."),
        };
    }

    /// <summary>True when the store TrustedPeople of the location has the certificate.</summary>
    public static bool IsTrustedPeer(StoreLocation location, X509Certificate2 certificate)
    {
        using var store = new X509Store(StoreName.TrustedPeople, location);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // A store that is not there trusts nobody.
            return false;
        }

        foreach (var candidate in store.Certificates)
        {
            using (candidate)
            {
                if (candidate.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
