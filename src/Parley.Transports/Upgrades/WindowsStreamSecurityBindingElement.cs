using System.Net.Security;

namespace Parley.Channels;

/// <summary>
/// Protects the connection by Windows accounts. It is not supported: it is there so that bindings which ask for it say so. WCF
/// documentation: WindowsStreamSecurityBindingElement.
/// </summary>
public class WindowsStreamSecurityBindingElement : StreamUpgradeBindingElement
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
    public override StreamUpgradeProvider BuildClientStreamUpgradeProvider(BindingContext context) => throw NotSupported();

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override StreamUpgradeProvider BuildServerStreamUpgradeProvider(BindingContext context) => throw NotSupported();

    /// <inheritdoc/>
    public override BindingElement Clone() => new WindowsStreamSecurityBindingElement(this);

    /// <inheritdoc/>
    public override T? GetProperty<T>(BindingContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.GetInnerProperty<T>();
    }

    private static NotSupportedException NotSupported() =>
        new(
            "Transport security by Windows accounts is not supported. Set the transport's ClientCredentialType to None or Certificate, or the security mode to None.");
}
