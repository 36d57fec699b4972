using System.Net.Security;

namespace Parley.Channels;

/// <summary>
/// Protects the connection by Windows accounts. It is not supported: it is there so that bindings which ask for it say so. WCF
/// documentation: WindowsStreamSecurityBindingElement.
/// </summary>
public class WindowsStreamSecurityBindingElement : StreamUpgradeBindingElement, IConnectionSecurity, IUnsupportedBindingElement
{
    /// <summary>Creates the element with its defaults.</summary>
    public WindowsStreamSecurityBindingElement()
    {
    }

    /// <summary>Creates a copy.</summary>
    /// <param name="elementToBeCloned">What to copy.</param>
    protected WindowsStreamSecurityBindingElement(WindowsStreamSecurityBindingElement elementToBeCloned)
        : base(elementToBeCloned) => ProtectionLevel = elementToBeCloned.ProtectionLevel;

    /// <summary>Whether the bytes are signed and encrypted. Default <see cref="ProtectionLevel.EncryptAndSign"/>.</summary>
    public ProtectionLevel ProtectionLevel { get; set; } = ProtectionLevel.EncryptAndSign;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override StreamUpgradeProvider BuildClientStreamUpgradeProvider(BindingContext context) => throw NotSupported(context);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override StreamUpgradeProvider BuildServerStreamUpgradeProvider(BindingContext context) => throw NotSupported(context);

    /// <inheritdoc/>
    /// <remarks>False for every shape.</remarks>
    public override bool CanBuildChannelFactory<TChannel>(BindingContext context) => false;

    /// <inheritdoc/>
    /// <remarks>False for every shape.</remarks>
    public override bool CanBuildChannelListener<TChannel>(BindingContext context) => false;

    NotSupportedException IUnsupportedBindingElement.Refuse(Binding binding) => NotSupported(binding);

    /// <inheritdoc/>
    public override BindingElement Clone() => new WindowsStreamSecurityBindingElement(this);

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return typeof(T) == typeof(ISecurityCapabilities)
            ? (T)(object)new SecurityCapabilities(true, true, ProtectionLevel, ProtectionLevel)
            : context.GetInnerProperty<T>();
    }

    private static NotSupportedException NotSupported(BindingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return NotSupported(context.Binding);
    }

    private static NotSupportedException NotSupported(Binding binding)
    {
        var way = binding.Scheme == "net.pipe"
            ? "Set its Security.Mode to None: other users of the machine have no access to the pipe's socket."
            : "Set its Security.Transport.ClientCredentialType to None or Certificate, which use TLS, or its Security.Mode to None.";
        return new(
            $"The binding '{binding.Name}' asks for transport security by Windows accounts (the default of its kind, as in WCF), which is not supported. {way}");
    }
}
