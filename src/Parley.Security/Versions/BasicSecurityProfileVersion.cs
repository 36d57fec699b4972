namespace Parley.Security;

/// <summary>
/// A version of the WS-I Basic Security Profile. Messages that follow it write every attribute that the profile asks for, those with default
/// values too. WCF documentation: BasicSecurityProfileVersion.
/// </summary>
public sealed class BasicSecurityProfileVersion
{
    private BasicSecurityProfileVersion()
    {
    }

    /// <summary>Version 1.0.</summary>
    public static BasicSecurityProfileVersion BasicSecurityProfile10 { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => nameof(BasicSecurityProfile10);
}
