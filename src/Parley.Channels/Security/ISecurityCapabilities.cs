using System.Net.Security;

namespace Parley.Channels;

/// <summary>
/// What a binding can do for the security of messages. A binding element answers with it when it is asked by
/// <see cref="BindingElement.GetProperty{T}"/>; the uppermost answer counts. WCF documentation: ISecurityCapabilities.
/// </summary>
public interface ISecurityCapabilities
{
    /// <summary>How far requests are protected.</summary>
    ProtectionLevel SupportedRequestProtectionLevel { get; }

    /// <summary>How far replies are protected.</summary>
    ProtectionLevel SupportedResponseProtectionLevel { get; }

    /// <summary>Whether the service learns who the client is.</summary>
    bool SupportsClientAuthentication { get; }

    /// <summary>Whether the service learns the client's Windows account.</summary>
    bool SupportsClientWindowsIdentity { get; }

    /// <summary>Whether the client learns who the service is.</summary>
    bool SupportsServerAuthentication { get; }
}
