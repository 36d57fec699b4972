using System.Security.Authentication;
using Parley.Security;

namespace Parley.Channels;

/// <summary>
/// Protects the connection by TLS. The certificates come from the credentials among the binding parameters. WCF documentation:
/// SslStreamSecurityBindingElement.
/// </summary>
public class SslStreamSecurityBindingElement : StreamUpgradeBindingElement, IConnectionSecurity
{
    /// <summary>The name of the upgrade on the wire.</summary>
    internal const string UpgradeName = "application/ssl-tls";

    private IdentityVerifier _identityVerifier = IdentityVerifier.CreateDefault();

    /// <summary>Creates the element with its defaults.</summary>
    public SslStreamSecurityBindingElement()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="elementToBeCloned">What to copy.</param>
    protected SslStreamSecurityBindingElement(SslStreamSecurityBindingElement elementToBeCloned)
        : base(elementToBeCloned)
    {
        RequireClientCertificate = elementToBeCloned.RequireClientCertificate;
        SslProtocols = elementToBeCloned.SslProtocols;
        _identityVerifier = elementToBeCloned._identityVerifier;
    }

    /// <summary>Decides at the client whether the service is who it should be. Default <see cref="IdentityVerifier.CreateDefault"/>.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IdentityVerifier IdentityVerifier
    {
        get => _identityVerifier;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _identityVerifier = value;
        }
    }

    /// <summary>Whether the client must show a certificate too. Default false. Both sides must choose the same.</summary>
    public bool RequireClientCertificate { get; set; }

    /// <summary>The versions of TLS that may be used. Default <see cref="SslProtocols.None"/>: the operating system's choice.</summary>
    public SslProtocols SslProtocols { get; set; }

    /// <inheritdoc/>
    public override StreamUpgradeProvider BuildClientStreamUpgradeProvider(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SslClientUpgradeProvider(this, context.Binding, context.BindingParameters.Find<IClientCredentials>());
    }

    /// <inheritdoc/>
    public override StreamUpgradeProvider BuildServerStreamUpgradeProvider(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new SslServiceUpgradeProvider(this, context.Binding, context.BindingParameters.Find<IServiceCredentials>());
    }

    /// <inheritdoc/>
    public override BindingElement Clone() => new SslStreamSecurityBindingElement(this);

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return typeof(T) == typeof(IdentityVerifier) ? (T)(object)IdentityVerifier
            : typeof(T) == typeof(ISecurityCapabilities) ? (T)(object)SecurityCapabilities.OfTls(RequireClientCertificate)
            : context.GetInnerProperty<T>();
    }
}
