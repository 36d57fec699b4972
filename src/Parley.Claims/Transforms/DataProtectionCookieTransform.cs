using Microsoft.AspNetCore.DataProtection;

namespace Parley.IdentityModel;

/// <summary>
/// Encrypts and authenticates cookies by ASP.NET Core Data Protection: every process with the same key ring and the same application name reads them, after a restart
/// too, and keys roll by themselves. It stands where WIF's ProtectedDataCookieTransform and MachineKeyTransform stood, and is the default of new applications.
/// </summary>
public class DataProtectionCookieTransform : CookieTransform
{
    /// <summary>The purpose that separates these cookies from all else that the key ring protects.</summary>
    private const string Purpose = "Parley.IdentityModel.SessionSecurityToken.v1";

    private readonly IDataProtector _protector;

    /// <summary>Creates a transform.</summary>
    /// <param name="provider">The application's Data Protection.</param>
    /// <exception cref="ArgumentNullException"><paramref name="provider"/> is null.</exception>
    public DataProtectionCookieTransform(IDataProtectionProvider provider)
        : this(provider, [])
    {
    }

    /// <summary>Creates a transform for one use of several: cookies of one are not taken by another.</summary>
    /// <param name="provider">The application's Data Protection.</param>
    /// <param name="purposes">What the cookies are for, such as the name of an authentication scheme.</param>
    /// <exception cref="ArgumentNullException">A parameter is null.</exception>
    public DataProtectionCookieTransform(IDataProtectionProvider provider, params IEnumerable<string> purposes)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(purposes);
        _protector = provider.CreateProtector([Purpose, .. purposes]);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="encoded"/> is null.</exception>
    public override byte[] Decode(byte[] encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return _protector.Unprotect(encoded);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="value"/> is null.</exception>
    public override byte[] Encode(byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return _protector.Protect(value);
    }
}
