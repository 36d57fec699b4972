using System.Reflection;
using Microsoft.AspNetCore.DataProtection;

namespace Parley.Security;

/// <summary>
/// Protects the state of secure sessions that travels in their tokens by ASP.NET Core Data Protection: any process that has the same key ring and
/// the same application name takes the token, after a restart too, on every platform. WCF documentation: DataProtectionSecurityStateEncoder.
/// </summary>
/// <remarks>
/// It is the default of all hosts. In an application it uses the application's own Data Protection where that is registered, and else the
/// keys of the account that the process runs under, for the program's name, as a <see cref="ServiceHost"/> does. A farm shares the keys by
/// <c>AddDataProtection().PersistKeysTo…</c> and <c>SetApplicationName</c>.
/// </remarks>
public class DataProtectionSecurityStateEncoder : SecurityStateEncoder
{
    private const string Purpose = "Parley.Security.SecurityContextToken.v1";
    private const string DefaultApplication = "Parley";

    private readonly Lazy<IDataProtector> _protector;

    /// <summary>Creates an encoder with the keys of the account that the process runs under. They are made when they are needed first.</summary>
    public DataProtectionSecurityStateEncoder()
        : this(static () => DataProtectionProvider.Create(Assembly.GetEntryAssembly()?.GetName().Name ?? DefaultApplication))
    {
    }

    /// <summary>Creates an encoder.</summary>
    /// <param name="provider">The application's Data Protection.</param>
    /// <exception cref="ArgumentNullException"><paramref name="provider"/> is null.</exception>
    public DataProtectionSecurityStateEncoder(IDataProtectionProvider provider)
        : this(() => provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
    }

    private DataProtectionSecurityStateEncoder(Func<IDataProtectionProvider> provider) =>
        _protector = new Lazy<IDataProtector>(() => provider().CreateProtector(Purpose));

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The state was changed, or is protected by a key that the key ring does not have or has revoked.</exception>
    protected internal override byte[] DecodeSecurityState(byte[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return _protector.Value.Unprotect(data);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentNullException"><paramref name="data"/> is null.</exception>
    protected internal override byte[] EncodeSecurityState(byte[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return _protector.Value.Protect(data);
    }
}
